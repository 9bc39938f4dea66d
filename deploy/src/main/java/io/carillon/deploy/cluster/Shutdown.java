package io.carillon.deploy.cluster;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Ends members together: asks, waits, and kills those that do not listen.
final class Shutdown {
    /// Shorter than a single node gets: when all end, nobody is there to hand over to.
    private static final Duration PATIENCE = Duration.ofSeconds(25);

    private static final Duration KILL_PATIENCE = Duration.ofSeconds(10);

    private final Consumer<String> progress;

    Shutdown(Consumer<String> progress) {
        this.progress = progress;
    }

    private record Ending(Member member, Runner runner, ProcessMark mark) {}

    /// Does nothing with those that do not run.
    void end(List<Member> members) throws ClusterFailure, IOException, InterruptedException {
        var ending = new ArrayList<Ending>();
        for (var member : members) {
            var runner = new Runner(member);
            var mark = runner.running();
            if (mark.isPresent()) {
                mark.get().signal("TERM");
                mark.get().signal("CONT"); // one that is paused does not hear it
                ending.add(new Ending(member, runner, mark.get()));
            } else {
                runner.stopped();
            }
        }
        long until = System.nanoTime() + PATIENCE.toNanos();
        for (var each : ending) {
            var left = Duration.ofNanos(Math.max(0, until - System.nanoTime()));
            var name = each.member().name();
            if (Runner.awaitEnd(each.mark(), left)) {
                progress.accept(name + " has ended");
            } else {
                progress.accept(
                        name + " did not end in " + Startup.seconds(PATIENCE) + ", and is killed");
                kill(each.mark());
            }
            each.runner().stopped();
        }
    }

    /// SIGKILL, and waits until the process is gone.
    static void kill(ProcessMark mark) throws ClusterFailure, IOException, InterruptedException {
        mark.signal("KILL");
        if (!Runner.awaitEnd(mark, KILL_PATIENCE)) {
            throw ClusterFailure.failed("process " + mark.pid() + " does not die");
        }
    }
}
