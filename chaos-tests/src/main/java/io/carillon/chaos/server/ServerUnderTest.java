package io.carillon.chaos.server;

import io.carillon.chaos.process.FreePorts;
import io.carillon.chaos.process.OwnedProcess;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One node, started with `./carillon node` on loopback, with ports and data of its own.
///
/// It may be killed and started again on the same data and ports. Its logs stay in its directory
/// (`node-1.out`, `node-1.err`, one pair for each start); its data go when it is closed.
public final class ServerUnderTest implements AutoCloseable {
    /// The domain it serves unless told otherwise.
    public static final String DOMAIN = "carillon.test";

    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration STOP = Duration.ofSeconds(40);

    private final Path directory;
    private final int sipPort;
    private final int httpPort;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final List<String> javaOptions = new ArrayList<>();
    private OwnedProcess process;
    private int starts;

    private ServerUnderTest(String name) {
        directory = Checkout.newDirectory(name);
        sipPort = FreePorts.next();
        httpPort = FreePorts.next();
        var listen = "127.0.0.1:" + sipPort;
        set("carillon.domains.0", DOMAIN);
        set("carillon.listen.udp", listen);
        set("carillon.listen.tcp", listen);
        set("carillon.http.listen", "127.0.0.1:" + httpPort);
        set("carillon.rehearsal", "0 s"); // a test wants its server soon and not fast
        set("carillon.data-dir", directory.resolve("data").toString());
    }

    /// A server that is not started yet; `name` is for its directory.
    public static ServerUnderTest named(String name) {
        return new ServerUnderTest(name);
    }

    /// Gives a configuration key its value, from the next start on.
    public ServerUnderTest set(String key, String value) {
        settings.put(key, value);
        return this;
    }

    /// Adds an option of the JVM, from the next start on.
    public ServerUnderTest javaOption(String option) {
        javaOptions.add(option);
        return this;
    }

    /// Accepts everybody: no digest, and requests for foreign domains are forwarded.
    public ServerUnderTest open() {
        return set("carillon.auth", "none").set("carillon.relay", "any");
    }

    /// Starts it and waits for its line `carillon ready`.
    public ServerUnderTest start() {
        if (process != null && process.isAlive()) {
            throw new IllegalStateException("already running");
        }
        var command = new ArrayList<String>();
        command.add(Checkout.root().resolve("carillon").toString());
        command.add("node");
        settings.forEach((key, value) -> command.add("-D" + key + "=" + value));
        starts++;
        process = OwnedProcess.start("node-" + starts, directory, environment(), command);
        try {
            awaitReady();
        } catch (RuntimeException failure) {
            process.close();
            throw failure;
        }
        return this;
    }

    private Map<String, String> environment() {
        return javaOptions.isEmpty()
                ? Map.of()
                : Map.of("CARILLON_JAVA_OPTS", String.join(" ", javaOptions));
    }

    private void awaitReady() {
        var until = System.nanoTime() + START.toNanos();
        while (output().lines().noneMatch(line -> line.startsWith("carillon ready"))) {
            if (!process.isAlive()) {
                throw new IllegalStateException(
                        "the server ended with status %d at its start:\n%s"
                                .formatted(process.exitStatus().orElse(-1), tail(log())));
            }
            if (System.nanoTime() > until) {
                throw new IllegalStateException(
                        "the server is not ready after %d s:\n%s"
                                .formatted(START.toSeconds(), tail(log())));
            }
            process.awaitExit(Duration.ofMillis(20));
        }
    }

    private static String tail(String text) {
        var lines = text.lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    }

    /// SIGKILL: the process is gone when this returns, and nothing was tidied up.
    public void kill() {
        process.kill();
    }

    /// SIGTERM, and waits for a graceful end; returns the exit status.
    public int stop() {
        process.terminate();
        if (!process.awaitExit(STOP)) {
            process.kill();
            throw new IllegalStateException(
                    "the server did not stop in " + STOP.toSeconds() + " s");
        }
        return process.exitStatus().orElseThrow();
    }

    public boolean isAlive() {
        return process != null && process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    /// Where it listens for SIP, over UDP and TCP.
    public InetSocketAddress sip() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), sipPort);
    }

    /// Where its operations API listens.
    public InetSocketAddress http() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), httpPort);
    }

    /// What the process started last has printed to standard output.
    public String output() {
        return process.output();
    }

    /// What the process started last has logged.
    public String log() {
        return process.errors();
    }

    /// Where its logs are, and its data while it lives.
    public Path directory() {
        return directory;
    }

    /// Ends the process, whatever state it is in, and removes its data.
    @Override
    public void close() {
        if (process != null && process.isAlive()) {
            process.kill();
        }
        Checkout.remove(directory.resolve("data"));
    }
}
