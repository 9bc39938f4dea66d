package io.carillon.chaos.bench;

import io.carillon.chaos.process.Machine;
import io.carillon.chaos.process.ProcessCosts;
import io.carillon.chaos.sipp.Counters;
import io.carillon.chaos.sipp.LoadSetting;
import io.carillon.chaos.sipp.Registrations;
import io.carillon.chaos.sipp.Sipp;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.DoubleStream;

/// Runs of workloads against one server, with the state that lasts from run to run: who is
/// registered already, and which users are still new to it.
final class Measurement {
    private static final int HOLD_MILLIS = 200;
    private static final double TAIL_SECONDS = 0.25;
    private static final int REGISTER_RATE = 2000;

    private final Subject subject;
    private final LoadSetting setting;
    private final Duration settle;
    private final Registrations registrations;
    private boolean registered;
    private int batches;

    /// @param settle how long the server's processor time is still counted after a run that leaves
    ///     transactions behind
    Measurement(Subject subject, LoadSetting setting, Duration settle) {
        this.subject = subject;
        this.setting = setting;
        this.settle = settle;
        this.registrations = new Registrations(setting);
    }

    Subject subject() {
        return subject;
    }

    LoadSetting setting() {
        return setting;
    }

    /// Binds every user to the callee, once.
    void registerUsers() {
        if (registered) {
            return;
        }
        registered = true;
        try (var caller = registrations.pass(false, setting.users(), REGISTER_RATE)) {
            var counted = caller.await();
            if (counted.succeeded() < setting.users()) {
                throw new IllegalStateException(
                        "%s: only %d of %d users registered. %s"
                                .formatted(
                                        subject.name(),
                                        counted.succeeded(),
                                        setting.users(),
                                        caller.errors()));
            }
        }
    }

    /// Runs the workload without looking, so that what is compiled while it runs is compiled.
    void warm(Workload workload, int rate, int seconds) {
        if (seconds > 0) {
            prepare(workload);
            run(workload, rate, rate * seconds, Duration.ZERO);
        }
    }

    /// One counted run of so many seconds.
    Sample measure(Workload workload, int rate, int seconds) {
        prepare(workload);
        var settling = workload.scenario().needsCallee() ? settle : shortSettle();
        return run(workload, rate, rate * seconds, settling);
    }

    private Duration shortSettle() {
        return settle.compareTo(Duration.ofSeconds(1)) < 0 ? settle : Duration.ofSeconds(1);
    }

    private void prepare(Workload workload) {
        if (workload.needsRegisteredUsers()) {
            registerUsers();
        }
    }

    private Sample run(Workload workload, int rate, int count, Duration settling) {
        try (var callee =
                workload.scenario().needsCallee()
                        ? Sipp.callee(setting, workload.scenario())
                        : null) {
            pause(settling.isZero() ? Duration.ZERO : Duration.ofSeconds(1));
            var before = read(callee);
            var driven = drive(workload, rate, count);
            var used = read(callee).since(before);
            pause(settling);
            var cpu = ProcessCosts.cpuSeconds(subject.roots()) - before.serverCpu;
            if (!subject.isAlive()) {
                throw new IllegalStateException(subject.name() + " ended during the run");
            }
            var counted = driven.counters;
            var answered = callee == null ? Counters.NONE : callee.finish();
            var tail = workload.isCall() ? TAIL_SECONDS : 0;
            var others = used.busy - used.serverCpu - used.calleeCpu - driven.cpuSeconds;
            return new Sample(
                    subject.name(),
                    workload,
                    rate,
                    count,
                    counted.succeeded(),
                    count - counted.succeeded(),
                    counted.retransmissions() + answered.retransmissions(),
                    counted.stray() + answered.stray() + answered.unexpected(),
                    used.serverDrops,
                    used.calleeDrops + driven.drops,
                    counted.succeeded() / Math.max(0.01, counted.seconds() - tail),
                    cpu,
                    percentile(driven.times, 50),
                    percentile(driven.times, 95),
                    percentile(driven.times, 99),
                    ProcessCosts.memoryKib(subject.roots()) / 1024.0,
                    Math.max(0, 100 * others / used.seconds));
        }
    }

    /// What the callers of one run have done.
    ///
    /// @param times response times, sorted
    private record Driven(Counters counters, double[] times, double cpuSeconds, long drops) {}

    /// Runs the scenario `count` times; registrations in passes over all users.
    private Driven drive(Workload workload, int rate, int count) {
        var total = new Driven(Counters.NONE, new double[0], 0, 0);
        int most = workload.isRegistration() ? setting.users() : count;
        for (int left = count; left > 0; left -= most) {
            try (var caller = caller(workload, rate, Math.min(left, most))) {
                var watched = watch(caller);
                var times =
                        DoubleStream.concat(
                                Arrays.stream(total.times),
                                Arrays.stream(caller.responseTimes("setup")));
                total =
                        new Driven(
                                total.counters.plus(caller.await()),
                                times.sorted().toArray(),
                                total.cpuSeconds + watched.cpuSeconds,
                                total.drops + watched.drops);
            }
        }
        return total;
    }

    /// What has been used so far, in seconds, and dropped.
    private record Reading(
            double seconds,
            double busy,
            double serverCpu,
            double calleeCpu,
            long serverDrops,
            long calleeDrops) {

        Reading since(Reading before) {
            return new Reading(
                    seconds - before.seconds,
                    busy - before.busy,
                    serverCpu - before.serverCpu,
                    calleeCpu - before.calleeCpu,
                    serverDrops - before.serverDrops,
                    calleeDrops - before.calleeDrops);
        }
    }

    /// @param callee null when nobody has to answer
    private Reading read(Sipp callee) {
        var drops = Machine.drops(Set.of(setting.server(), setting.callee()));
        return new Reading(
                System.nanoTime() / 1e9,
                Machine.times().busySeconds(),
                ProcessCosts.cpuSeconds(subject.roots()),
                callee == null ? 0 : callee.cpuSeconds(),
                drops.getOrDefault(setting.server(), 0L),
                drops.getOrDefault(setting.callee(), 0L));
    }

    private Sipp caller(Workload workload, int rate, int count) {
        return switch (workload) {
            case REGISTER_INSERT -> newUsers().pass(false, count, rate);
            case REGISTER_REFRESH -> registrations.pass(false, count, rate);
            case REGISTER_AUTH -> registrations.pass(true, count, rate);
            case CALL, FIXED ->
                    Sipp.caller(
                            setting,
                            workload.scenario(),
                            count,
                            rate,
                            List.of("-d " + HOLD_MILLIS));
            case MESSAGE, OPTIONS ->
                    Sipp.caller(setting, workload.scenario(), count, rate, List.of());
        };
    }

    /// Users this server has not met, because an insert is one only once.
    private Registrations newUsers() {
        batches++;
        return new Registrations(setting.withPrefix("n%d-".formatted(batches)));
    }

    private record Watched(double cpuSeconds, long drops) {}

    /// Follows the caller to its end: its cost and its socket's drops are gone afterwards.
    private Watched watch(Sipp caller) {
        var port = Set.of(setting.caller());
        var watched = new Watched(0, 0);
        while (caller.isRunning()) {
            var cpu = caller.cpuSeconds();
            var drops = Machine.drops(port).getOrDefault(setting.caller(), 0L);
            watched =
                    new Watched(Math.max(watched.cpuSeconds, cpu), Math.max(watched.drops, drops));
            pause(Duration.ofMillis(200));
        }
        return watched;
    }

    static double percentile(double[] sorted, int percent) {
        if (sorted.length == 0) {
            return Double.NaN;
        }
        return sorted[Math.min(sorted.length - 1, (int) (sorted.length * (percent / 100.0)))];
    }

    /// The middle of an odd number of values, the mean of the two middle ones of an even number.
    static double median(double... values) {
        var sorted = values.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", interrupted);
        }
    }
}
