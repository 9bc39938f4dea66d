package io.carillon.deploy.cluster;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// Copies a log, and what is added to it while somebody watches.
final class LogTail {
    private static final Duration LOOK = Duration.ofMillis(100);

    private LogTail() {}

    static void copy(Path log, OutputStream out) throws IOException {
        if (Files.exists(log)) Files.copy(log, out);
        out.flush();
    }

    /// Copies the log and goes on until interrupted.
    static void follow(Path log, OutputStream out) throws IOException, InterruptedException {
        long done = 0;
        while (true) {
            if (Files.exists(log) && Files.size(log) > done) {
                try (var channel = FileChannel.open(log).position(done)) {
                    done += Channels.newInputStream(channel).transferTo(out);
                }
                out.flush();
            }
            Thread.sleep(LOOK);
        }
    }
}
