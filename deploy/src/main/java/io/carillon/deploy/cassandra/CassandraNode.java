package io.carillon.deploy.cassandra;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// One running Cassandra process.
///
/// It belongs to its folder and not to whoever started it: it goes on when that one ends, and can
/// be found again by [#running]. Whoever starts it has to stop it.
public final class CassandraNode {
    /// Where clients speak CQL with it.
    public static final int PORT = 9042;

    /// Cassandra's workers, when they have nothing to do, sleep for 10 us again and again to see
    /// whether they have: at ordinary load half of its processor time. Timers that may be half a
    /// millisecond late make these sleeps longer and nothing else that would be noticed. A process
    /// may say so of itself without privileges; under systemd it is `TimerSlackNSec=500us`.
    private static final String WITH_LATE_TIMERS =
            "echo 500000 >/proc/$$/timerslack_ns; exec \"$@\"";

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Path folder;
    private final ProcessHandle process;

    private CassandraNode(Path folder, ProcessHandle process) {
        this.folder = folder;
        this.process = process;
    }

    /// Starts a node, on what its folder holds from earlier if there is any, and waits until it
    /// accepts clients: some 5 s.
    ///
    /// @throws IOException with what went wrong, in one line
    public static CassandraNode start(CassandraSettings settings, CassandraLibraries libraries)
            throws IOException {
        var node = launch(settings, libraries);
        node.awaitClients(settings.address());
        return node;
    }

    /// Starts a node and does not wait for it.
    static CassandraNode launch(CassandraSettings settings, CassandraLibraries libraries)
            throws IOException {
        var folder = settings.folder();
        if (running(folder).isPresent()) {
            throw new IOException("a Cassandra already runs in " + folder);
        }
        var cql = new InetSocketAddress(settings.address(), PORT);
        if (accepts(cql)) {
            throw new IOException(
                    "something else listens on " + cql.getHostString() + ":" + cql.getPort());
        }
        // A session of its own: Ctrl-C in the starter's terminal is not for it.
        var command = new ArrayList<>(List.of("setsid"));
        command.addAll(command(settings, libraries));
        var builder = new ProcessBuilder(command);
        // Options meant for our own JVM would not do for this one.
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
        var process =
                builder.directory(folder.toFile())
                        .redirectInput(Path.of("/dev/null").toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("out.log").toFile())
                        .start();
        Files.writeString(pidFile(folder), process.pid() + "\n");
        return new CassandraNode(folder, process.toHandle());
    }

    /// Writes what a node is started from, and says how: for who looks after its process himself.
    ///
    /// @return the words of the command line
    /// @throws IOException with what went wrong, in one line
    public static List<String> command(CassandraSettings settings, CassandraLibraries libraries)
            throws IOException {
        var java = Java17.find().orElseThrow(() -> new IOException(Java17.MISSING));
        CassandraFiles.write(settings, libraries);
        return List.of(
                "sh",
                "-c",
                WITH_LATE_TIMERS,
                "sh",
                java.resolve("bin/java").toString(),
                "@" + CassandraFiles.arguments(settings.folder()));
    }

    /// The node that runs in a folder, whoever started it.
    public static Optional<CassandraNode> running(Path folder) {
        var place = folder.toAbsolutePath().normalize();
        try {
            var pid = Long.parseLong(Files.readString(pidFile(place)).strip());
            var argument = "@" + CassandraFiles.arguments(place);
            return ProcessHandle.of(pid)
                    .filter(ProcessHandle::isAlive)
                    // A pid may have become another's since.
                    .filter(
                            process ->
                                    process.info()
                                            .arguments()
                                            .filter(each -> List.of(each).contains(argument))
                                            .isPresent())
                    .map(process -> new CassandraNode(place, process));
        } catch (IOException | NumberFormatException _) {
            return Optional.empty();
        }
    }

    private static Path pidFile(Path folder) {
        return folder.resolve("pid");
    }

    void awaitClients(String address) throws IOException {
        var cql = new InetSocketAddress(address, PORT);
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!accepts(cql)) {
            if (!process.isAlive()) {
                throw new IOException("Cassandra ended while it started, see " + logs());
            }
            if (System.nanoTime() > until) {
                kill();
                throw new IOException("Cassandra did not start in time, see " + logs());
            }
            pause(50);
        }
    }

    private static boolean accepts(InetSocketAddress address) {
        try (var socket = new Socket()) {
            socket.connect(address, 1_000);
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    private static void pause(long millis) throws IOException {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while Cassandra started", interrupted);
        }
    }

    private String logs() {
        return folder.resolve("out.log") + " and " + folder.resolve("system.log");
    }

    public Path folder() {
        return folder;
    }

    public long pid() {
        return process.pid();
    }

    public boolean alive() {
        return process.isAlive();
    }

    /// Ends it in order (SIGTERM, some 3 s), by force if that takes too long.
    public void stop() {
        try {
            // Who sleeps hears of nothing else.
            thaw();
        } catch (IOException _) {
            // it has ended
        }
        process.destroy();
        if (!ended(Duration.ofSeconds(20))) kill();
    }

    /// Ends it at once (SIGKILL).
    public void kill() {
        process.destroyForcibly();
        ended(Duration.ofSeconds(10));
    }

    private boolean ended(Duration patience) {
        try {
            process.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException | TimeoutException _) {
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// Lets it fall asleep where it stands (SIGSTOP): connections stay open, nothing is answered.
    public void freeze() throws IOException {
        signal("STOP");
    }

    /// Wakes it up again (SIGCONT).
    public void thaw() throws IOException {
        signal("CONT");
    }

    private void signal(String name) throws IOException {
        var kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start();
        try {
            if (kill.waitFor() != 0) throw new IOException("no SIG" + name + " to " + pid());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
    }
}
