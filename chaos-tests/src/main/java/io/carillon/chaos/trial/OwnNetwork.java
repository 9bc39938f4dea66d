package io.carillon.chaos.trial;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A network namespace that nobody else lives in, where packets may be dropped: `./carillon chaos`
/// runs itself and all it starts in one.
///
/// Drops are filters on its loopback, programs of the kernel's packet filter that look at addresses
/// or throw dice. A process is cut off by its address, so it has to bind its own connections to it.
final class OwnNetwork {
    /// Set where this process was started in a namespace of its own.
    static final String MARK = "CARILLON_OWN_NETWORK";

    private static final long NETWORK = 0xFFF00000L; // offsets count from the IP header
    private static final int SOURCE = 12;
    private static final int DESTINATION = 16;
    private static final long DICE = 0xFFFFF000L + 56;

    private OwnNetwork() {}

    /// Why nothing can be dropped here; empty when it can.
    static String missing() {
        if (!"1".equals(System.getenv(MARK))) {
            return "this takes a network namespace, which root may make (unshare -n)";
        }
        var tc = List.of("/sbin/tc", "/usr/sbin/tc", "/bin/tc", "/usr/bin/tc");
        return tc.stream().anyMatch(each -> Files.isExecutable(Path.of(each)))
                ? ""
                : "this takes tc (Debian: apt-get install iproute2)";
    }

    /// Loses every packet between this address and any other.
    static void cut(String host) throws IOException {
        filter(cutProgram(host));
    }

    /// Loses so large a share of all packets between processes that listen below `prefix`.
    static void lose(double share) throws IOException {
        filter(lossProgram(share));
    }

    /// Loses nothing any more.
    static void heal() throws IOException {
        tc("qdisc", "del", "dev", "lo", "clsact");
    }

    /// Passes what has the address at both ends or at none; instructions as tc takes them.
    static String cutProgram(String host) {
        long address = address(host);
        return "8,"
                + String.join(
                        ",",
                        load(NETWORK + SOURCE),
                        equal(address, 0, 2),
                        load(NETWORK + DESTINATION),
                        equal(address, 3, 2),
                        load(NETWORK + DESTINATION),
                        equal(address, 0, 1),
                        "6 0 0 2",
                        "6 0 0 4294967295");
    }

    /// Throws dice for each packet.
    static String lossProgram(double share) {
        long limit = (long) (share * 0xFFFFFFFFL);
        return "4,"
                + String.join(",", load(DICE), "53 1 0 " + limit, "6 0 0 2", "6 0 0 4294967295");
    }

    private static String load(long offset) {
        return "32 0 0 " + offset;
    }

    private static String equal(long value, int ifSo, int ifNot) {
        return "21 " + ifSo + " " + ifNot + " " + value;
    }

    private static long address(String host) {
        long address = 0;
        for (var part : host.split("\\.", -1)) {
            address = address << 8 | Integer.parseInt(part);
        }
        return address;
    }

    private static void filter(String program) throws IOException {
        tc("qdisc", "replace", "dev", "lo", "clsact");
        tc("filter", "add", "dev", "lo", "egress", "bpf", "da", "bytecode", program);
    }

    private static void tc(String... arguments) throws IOException {
        var command = new java.util.ArrayList<String>();
        command.add("tc");
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException(String.join(" ", command) + ": " + said.strip());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
