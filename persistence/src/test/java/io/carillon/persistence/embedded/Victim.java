package io.carillon.persistence.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/// A running [Acknowledger] and what it has printed.
record Victim(Process process, BufferedReader output, Map<String, Long> acknowledged) {

    /// It is killed after 30 s whatever happens, so that nobody waits for its output for ever.
    static Victim start(Path directory, int padding) throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var process =
                new ProcessBuilder(
                                java,
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-Xmx128m",
                                "--sun-misc-unsafe-memory-access=allow",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Acknowledger.class.getName(),
                                directory.toString(),
                                Integer.toString(padding))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        var victim = new Victim(process, process.inputReader(), new HashMap<>());
        victim.killAfter(Duration.ofSeconds(30));
        return victim;
    }

    /// SIGKILL by process id, later.
    void killAfter(Duration delay) {
        CompletableFuture.runAsync(
                process.toHandle()::destroyForcibly, // the Process itself would close its output
                CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS));
    }

    /// Reads lines up to and including the first that starts so; fails at the end of the output.
    String readUntil(String start) throws IOException {
        for (var line = output.readLine(); line != null; line = output.readLine()) {
            note(line);
            if (line.startsWith(start)) {
                return line;
            }
        }
        throw new AssertionError("the process ended before it printed '" + start + "'");
    }

    /// Reads what is left after the process has ended.
    void readRest() throws IOException {
        for (var line = output.readLine(); line != null; line = output.readLine()) {
            note(line);
        }
    }

    /// Every acknowledged event is in the store, once and in order.
    void assertNothingLost(Path directory) {
        try (var store =
                EmbeddedStore.open(EmbeddedSettings.of(EmbeddedConfig.in(directory)), _ -> {})) {
            acknowledged.forEach(
                    (id, highest) -> {
                        var stored = new ArrayList<Long>();
                        store.events(id, 1, highest, Long.MAX_VALUE, EmbeddedStore.Reach.DISK)
                                .orElseThrow()
                                .forEach(event -> stored.add(event.sequenceNr()));
                        assertThat(stored)
                                .as("events of %s", id)
                                .isEqualTo(LongStream.rangeClosed(1, highest).boxed().toList());
                        assertThat(
                                        store.highestSequenceNr(id, EmbeddedStore.Reach.DISK)
                                                .orElseThrow())
                                .as("highest sequence number of %s", id)
                                .isGreaterThanOrEqualTo(highest);
                    });
        }
    }

    private void note(String line) {
        var words = line.split(" ", -1);
        if (words[0].equals("ack")) {
            acknowledged.merge(words[1], Long.parseLong(words[2]), Math::max);
        }
    }
}
