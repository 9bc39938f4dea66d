package io.carillon.deploy.cluster;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Starts members together and waits until all of them serve.
///
/// Says of one that does not what it logged last. It is left to the caller to end those that run.
final class Startup {
    /// For the slowest on a machine that is busy with all of them.
    private static final Duration PATIENCE = Duration.ofSeconds(150);

    private static final Duration LOOK = Duration.ofMillis(100);

    private final Consumer<String> progress;

    Startup(Consumer<String> progress) {
        this.progress = progress;
    }

    private record Starting(Member member, Runner runner, Runner.Started started, long at) {}

    void start(List<Member> members) throws ClusterFailure, IOException, InterruptedException {
        var waiting = new ArrayList<Starting>();
        for (var member : members) {
            var runner = new Runner(member);
            waiting.add(new Starting(member, runner, runner.start(), System.nanoTime()));
        }
        long until = System.nanoTime() + PATIENCE.toNanos();
        try (var readiness = new Readiness()) {
            while (true) {
                for (var each : List.copyOf(waiting)) {
                    if (isReady(each, readiness)) waiting.remove(each);
                }
                if (waiting.isEmpty()) return;
                if (System.nanoTime() > until) {
                    throw ClusterFailure.failed(
                            notStarted(
                                    waiting.getFirst(), "is not ready after " + seconds(PATIENCE)));
                }
                Thread.sleep(LOOK);
            }
        }
    }

    private boolean isReady(Starting each, Readiness readiness)
            throws ClusterFailure, InterruptedException {
        var status = each.started().status();
        if (status.isPresent()) {
            var message = notStarted(each, "ended with status " + status.getAsInt());
            // It refused what it was told.
            throw status.getAsInt() == 2
                    ? ClusterFailure.usage(message)
                    : ClusterFailure.failed(message);
        }
        if (readiness.of(each.member()) != Readiness.Answer.READY) return false;
        var took = Duration.ofNanos(System.nanoTime() - each.at());
        progress.accept(
                "%s is ready after %s, process %d"
                        .formatted(
                                each.member().name(),
                                seconds(took),
                                each.started().process().pid()));
        return true;
    }

    private static String notStarted(Starting each, String what) {
        var message = new StringBuilder();
        message.append(each.member().name()).append(" did not start: it ").append(what);
        message.append("; the end of ").append(each.member().log()).append(":");
        for (var line : each.runner().lastLines(each.started().logFrom())) {
            message.append("\n  ").append(line);
        }
        return message.toString();
    }

    static String seconds(Duration duration) {
        return "%.1f s".formatted(duration.toMillis() / 1000.0);
    }
}
