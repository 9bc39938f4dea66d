package io.carillon.chaos.bench;

import io.carillon.chaos.process.Machine;
import io.carillon.chaos.process.ProcessCosts;
import io.carillon.chaos.sipp.Counters;
import io.carillon.chaos.sipp.LoadSetting;
import io.carillon.chaos.sipp.Sipp;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/// Runs of workloads against one server, with the state that lasts from run to run: who is
/// registered already. What is done is shared evenly among the ways into the server.
final class Measurement {
    private static final double TAIL_SECONDS = 0.25;
    private static final int MOST_ATTEMPTS = 3;

    private final Subject subject;
    private final List<Entry> entries;
    private final Duration settle;
    private boolean registered;

    /// @param entries at least one; what is to be done is shared among them
    /// @param settle how long the server's processor time is still counted after a run that leaves
    ///     transactions behind
    Measurement(Subject subject, List<Entry> entries, Duration settle) {
        this.subject = subject;
        this.entries = List.copyOf(entries);
        this.settle = settle;
    }

    Measurement(Subject subject, LoadSetting setting, Duration settle) {
        this(subject, List.of(Entry.only(setting)), settle);
    }

    Subject subject() {
        return subject;
    }

    LoadSetting setting() {
        return entries.getFirst().setting();
    }

    /// Binds every user to the callee, once.
    void registerUsers() {
        if (registered) {
            return;
        }
        registered = true;
        entries.forEach(this::registerUsers);
    }

    /// Tries it again when some were refused: a database that has just been started is slow.
    private void registerUsers(Entry entry) {
        for (int attempt = 1; true; attempt++) {
            try (var caller = entry.register()) {
                var counted = caller.await();
                if (counted.succeeded() == entry.users()) {
                    return;
                }
                if (attempt == MOST_ATTEMPTS) {
                    throw new IllegalStateException(
                            "%s: only %d of %d users registered. %s"
                                    .formatted(
                                            subject.name(),
                                            counted.succeeded(),
                                            entry.users(),
                                            caller.errors()));
                }
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
                        ? entries.getFirst().callee(workload.scenario())
                        : null) {
            pause(settling.isZero() ? Duration.ZERO : Duration.ofSeconds(1));
            var linksBefore = subject.links();
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
                    Math.max(0, 100 * others / used.seconds),
                    subject.links().since(linksBefore));
        }
    }

    /// What the callers of one run have done.
    ///
    /// @param times response times, sorted
    private record Driven(Counters counters, double[] times, double cpuSeconds, long drops) {
        static final Driven NOTHING = new Driven(Counters.NONE, new double[0], 0, 0);

        /// @param inAll what both have counted
        Driven plus(Driven other, Counters inAll) {
            return new Driven(
                    inAll,
                    DoubleStream.concat(Arrays.stream(times), Arrays.stream(other.times))
                            .sorted()
                            .toArray(),
                    cpuSeconds + other.cpuSeconds,
                    drops + other.drops);
        }
    }

    /// Runs the scenario `count` times; registrations in passes over all users.
    private Driven drive(Workload workload, int rate, int count) {
        var total = Driven.NOTHING;
        int most = workload.isRegistration() ? setting().users() : count;
        for (int left = count; left > 0; left -= most) {
            var driven = driveOnce(workload, rate, Math.min(left, most));
            total = total.plus(driven, total.counters.plus(driven.counters));
        }
        return total;
    }

    /// One caller for each entry, all at the same time.
    private Driven driveOnce(Workload workload, int rate, int count) {
        var callers = new ArrayList<Sipp>();
        try {
            for (int i = 0; i < entries.size(); i++) {
                callers.add(entries.get(i).caller(workload, part(count, i), part(rate, i)));
            }
            var watched = watch(callers);
            var total = Driven.NOTHING;
            for (int i = 0; i < callers.size(); i++) {
                var caller = callers.get(i);
                var counted = caller.await();
                var driven =
                        new Driven(
                                counted,
                                caller.responseTimes("setup"),
                                watched.get(i).cpuSeconds,
                                watched.get(i).drops);
                total = total.plus(driven, total.counters.beside(counted));
            }
            return total;
        } finally {
            callers.forEach(Sipp::close);
        }
    }

    /// The part of `all` that falls to an entry, at least 1.
    private int part(int all, int entry) {
        int more = entry < all % entries.size() ? 1 : 0;
        return Math.max(1, all / entries.size() + more);
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
        var servers =
                entries.stream()
                        .map(each -> each.setting().server().getPort())
                        .collect(Collectors.toSet());
        var drops = Machine.drops(servers).values().stream().mapToLong(Long::longValue).sum();
        var answers = setting().callee();
        return new Reading(
                System.nanoTime() / 1e9,
                Machine.times().busySeconds(),
                ProcessCosts.cpuSeconds(subject.roots()),
                callee == null ? 0 : callee.cpuSeconds(),
                drops,
                Machine.drops(Set.of(answers)).getOrDefault(answers, 0L));
    }

    private record Watched(double cpuSeconds, long drops) {}

    /// Follows the callers to their end: their cost and their sockets' drops are gone afterwards.
    private List<Watched> watch(List<Sipp> callers) {
        var watched = new ArrayList<>(Collections.nCopies(callers.size(), new Watched(0, 0)));
        while (callers.stream().anyMatch(Sipp::isRunning)) {
            for (int i = 0; i < callers.size(); i++) {
                var port = entries.get(i).setting().caller();
                var cpu = callers.get(i).cpuSeconds();
                var drops = Machine.drops(Set.of(port)).getOrDefault(port, 0L);
                var last = watched.get(i);
                watched.set(
                        i,
                        new Watched(Math.max(last.cpuSeconds, cpu), Math.max(last.drops, drops)));
            }
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
