package io.carillon.chaos.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What the kernel counts for the whole machine: busy time, and datagrams dropped at a socket.
public final class Machine {
    /// The unit of the kernel's processor times: ticks in a second.
    public static final long TICKS_PER_SECOND = ticksPerSecond();

    private static final int STEAL = 8;

    private Machine() {}

    /// Seconds that all processors together have worked, and that the hypervisor has kept from us.
    public record Times(double busySeconds, double stolenSeconds) {}

    public static Times times() {
        var fields = lines("/proc/stat").getFirst().split(" +", -1);
        long busy = 0;
        for (var i : new int[] {1, 2, 3, 6, 7}) {
            busy += Long.parseLong(fields[i]);
        }
        return new Times(
                busy / (double) TICKS_PER_SECOND,
                Long.parseLong(fields[STEAL]) / (double) TICKS_PER_SECOND);
    }

    /// Datagrams dropped for want of receive buffer at the sockets bound to these ports, by port.
    public static Map<Integer, Long> drops(Set<Integer> ports) {
        var found = new HashMap<Integer, Long>();
        for (var file : List.of("/proc/net/udp", "/proc/net/udp6")) {
            if (!Files.exists(Path.of(file))) {
                continue;
            }
            for (var line : lines(file).stream().skip(1).toList()) {
                var fields = line.strip().split(" +", -1);
                var address = fields[1];
                var port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1), 16);
                if (ports.contains(port)) {
                    found.merge(port, Long.parseLong(fields[fields.length - 1]), Long::sum);
                }
            }
        }
        return found;
    }

    private static List<String> lines(String file) {
        try {
            return Files.readAllLines(Path.of(file), StandardCharsets.ISO_8859_1);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static long ticksPerSecond() {
        try {
            var asked = new ProcessBuilder("getconf", "CLK_TCK").start();
            var answer = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return Long.parseLong(answer.strip());
        } catch (IOException | NumberFormatException unknown) {
            return 100;
        }
    }
}
