package io.carillon.chaos.trial;

import io.carillon.chaos.scenario.Fault;
import io.carillon.chaos.scenario.Row;
import io.carillon.chaos.workload.Weather;
import io.carillon.chaos.workload.Workload;
import io.carillon.deploy.cluster.ClusterFailure;
import io.carillon.deploy.cluster.MemberName;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Does to a cluster what a row of a scenario says, when it says so, each deed on a thread of its
/// own.
final class FaultRun {
    private static final long SLICE_MILLIS = 100;
    private static final double STOPPED = 0.9;
    private static final long LOOK_MILLIS = 250;
    private static final Duration WHOLE_PATIENCE = Duration.ofMinutes(2);
    private static final Duration END_PATIENCE = Duration.ofMinutes(1);

    private final ChaosCluster cluster;
    private final Aim aim;
    private final Releases releases;
    private final Workload workload;
    private final Consumer<String> progress;
    private final List<Deed> deeds = new ArrayList<>();
    private final List<String> troubles = new ArrayList<>();
    private final List<String> removed = new ArrayList<>();
    private final List<Killing> killings = new ArrayList<>();

    FaultRun(
            ChaosCluster cluster, Releases releases, Workload workload, Consumer<String> progress) {
        this.cluster = cluster;
        this.releases = releases;
        this.aim = new Aim(cluster);
        this.workload = workload;
        this.progress = progress;
    }

    /// Something that was done.
    ///
    /// @param text what, and to whom
    /// @param disturbs whether service suffers from it, and is to be there again soon after
    record Deed(String text, long nanos, boolean disturbs) {}

    /// A core node was killed.
    ///
    /// @param fromNanos when it still ran
    /// @param toNanos when it was gone
    record Killing(long fromNanos, long toNanos) {}

    /// Runs through all faults of a row; returns when its time is over, every deed done and, if
    /// the row wants that, every process ready again.
    void run(Row row) throws InterruptedException, ClusterFailure {
        var begun = System.nanoTime();
        var threads = new ArrayList<Thread>();
        for (var fault : row.faults()) {
            if (fault.afterLast()) {
                join(threads);
                Thread.sleep(fault.at());
            } else {
                sleepUntil(begun + fault.at().toNanos());
            }
            threads.add(Thread.ofVirtual().start(() -> perform(fault)));
            Thread.sleep(50); // 'it' of the next one is whom this one hits
        }
        join(threads);
        sleepUntil(begun + row.run().toNanos());
        if (row.calm().isPresent()) {
            awaitWhole();
            Thread.sleep(row.calm().get());
            awaitWhole();
        }
    }

    private static void join(List<Thread> threads) throws InterruptedException {
        for (var thread : threads) {
            thread.join();
        }
    }

    /// Who has ended by itself is started again: what comes next is to find a whole cluster.
    private void awaitWhole() throws InterruptedException, ClusterFailure {
        var until = System.nanoTime() + WHOLE_PATIENCE.toNanos();
        for (var left = cluster.notReady(); !left.isEmpty(); left = cluster.notReady()) {
            for (var name : cluster.gone()) {
                removed.add(name.toString());
                progress.accept(name + " has ended by itself: starting it again");
                try {
                    cluster.processes().start(name);
                } catch (ClusterFailure failure) {
                    trouble("start " + name + " again: " + failure.getMessage());
                    return;
                }
            }
            if (System.nanoTime() > until) {
                trouble("have all processes ready again: " + String.join(", ", left));
                return;
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }

    /// Members that ended and were not meant to, and that were started again.
    List<String> removed() {
        return List.copyOf(removed);
    }

    private static void sleepUntil(long nanos) throws InterruptedException {
        long left = nanos - System.nanoTime();
        if (left > 0) {
            Thread.sleep(Duration.ofNanos(left));
        }
    }

    synchronized List<Deed> deeds() {
        return List.copyOf(deeds);
    }

    /// What could not be done.
    synchronized List<String> troubles() {
        return List.copyOf(troubles);
    }

    /// The core nodes that were killed, whoever they were.
    synchronized List<Killing> killings() {
        return List.copyOf(killings);
    }

    private synchronized void killed(long fromNanos) {
        killings.add(new Killing(fromNanos, System.nanoTime()));
    }

    private synchronized void note(String text, boolean disturbs) {
        deeds.add(new Deed(text, System.nanoTime(), disturbs));
        progress.accept(text);
    }

    private void perform(Fault.Timed fault) {
        try {
            perform(fault.fault());
        } catch (ClusterFailure | IOException | IllegalArgumentException failure) {
            trouble(fault.text() + ": " + failure.getMessage());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void trouble(String text) {
        troubles.add(text);
        progress.accept("could not " + text);
    }

    private void perform(Fault fault) throws ClusterFailure, IOException, InterruptedException {
        switch (fault) {
            case Fault.Kill(var target) -> each(target, "kill", true, this::kill);
            case Fault.Stop(var target) -> each(target, "stop", true, cluster.processes()::stop);
            case Fault.Start(var target) -> each(target, "start", false, this::start);
            case Fault.Pause(var target, var length) -> pause(target, length);
            case Fault.Starve(var target, var length) -> starve(target, length);
            case Fault.Cut(var target, var length) -> cut(target, length);
            case Fault.Roll(var target, var other) -> roll(target, other);
            case Fault.Add _ -> add();
            case Fault.Remove _ -> remove();
            case Fault.Storm(var weather, var length) -> storm(weather, length);
            case Fault.Loss(var share, var length) -> lose(share, length);
        }
    }

    private void kill(MemberName name) throws ClusterFailure {
        var from = System.nanoTime();
        cluster.processes().kill(name);
        if (name.kind() == MemberName.Kind.CORE) {
            killed(from);
        }
    }

    /// A node that slept and was not removed runs already; one that was removed is about to end.
    private void start(MemberName name) throws ClusterFailure, InterruptedException {
        var until = System.nanoTime() + END_PATIENCE.toNanos();
        while (cluster.isRunning(name)) {
            if (cluster.isReady(name) || System.nanoTime() > until) {
                return;
            }
            Thread.sleep(LOOK_MILLIS);
        }
        cluster.processes().start(name);
    }

    private interface Action {
        void on(MemberName name) throws ClusterFailure, InterruptedException;
    }

    /// All of them at once.
    private void each(Fault.Target target, String verb, boolean disturbs, Action action)
            throws ClusterFailure, InterruptedException {
        var names = aim.at(target);
        var threads = new ArrayList<Thread>();
        for (var name : names) {
            // Without its database service is not to come back; soon after its return it is.
            note(verb + " " + name, disturbs && name.isNode());
            threads.add(
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        try {
                                            action.on(name);
                                        } catch (ClusterFailure failure) {
                                            var why = failure.getMessage();
                                            trouble(verb + " " + name + ": " + why);
                                        } catch (InterruptedException interrupted) {
                                            Thread.currentThread().interrupt();
                                        }
                                    }));
        }
        join(threads);
        progress.accept(verb + " of " + names + " done");
        if (verb.equals("start") && names.stream().noneMatch(MemberName::isNode)) {
            note("the return of " + names, true);
        }
    }

    private void pause(Fault.Target target, Duration length)
            throws ClusterFailure, InterruptedException {
        var names = aim.at(target);
        for (var name : names) {
            note("pause " + name, name.isNode());
            cluster.processes().pause(name);
        }
        Thread.sleep(length);
        for (var name : names) {
            cluster.processes().resume(name);
            note("resume " + name, true);
        }
    }

    private void starve(Fault.Target target, Duration length)
            throws ClusterFailure, InterruptedException {
        var name = aim.at(target).getFirst();
        note("starve " + name, true);
        var until = System.nanoTime() + length.toNanos();
        while (System.nanoTime() < until) {
            cluster.processes().pause(name);
            Thread.sleep((long) (SLICE_MILLIS * STOPPED));
            cluster.processes().resume(name);
            Thread.sleep((long) (SLICE_MILLIS * (1 - STOPPED)));
        }
        progress.accept("starve of " + name + " done");
    }

    private void cut(Fault.Target target, Duration length)
            throws IOException, InterruptedException {
        var name = aim.at(target).getFirst();
        note("cut off " + name, true);
        OwnNetwork.cut(cluster.member(name).host());
        try {
            Thread.sleep(length);
        } finally {
            OwnNetwork.heal();
            note("heal " + name, true);
        }
    }

    private void lose(double share, Duration length) throws IOException, InterruptedException {
        note("packets are lost", true);
        OwnNetwork.lose(share);
        try {
            Thread.sleep(length);
        } finally {
            OwnNetwork.heal();
            note("packets are no longer lost", false);
        }
    }

    private void roll(Fault.Target target, boolean otherRelease)
            throws ClusterFailure, IOException, InterruptedException {
        for (var name : aim.at(target)) {
            note("stop " + name, true);
            cluster.processes().stop(name);
            if (otherRelease) {
                change(name);
            } else {
                note("start " + name, true);
                cluster.processes().start(name);
            }
        }
    }

    private void change(MemberName name) throws ClusterFailure, IOException {
        var release = releases.change(name);
        var version = Releases.version(release);
        note("start " + name + " of " + version, true);
        cluster.processes().start(name, release);
        var told = cluster.version(name).orElse("nothing");
        if (!told.equals(version)) {
            trouble("have %s be %s of %s: it says %s".formatted(name, version, release, told));
        }
    }

    private void add() throws ClusterFailure {
        var next = MemberName.core(aim.names(MemberName.Kind.CORE).size() + 1);
        note("add " + next, true);
        cluster.add(next);
        progress.accept(next + " has joined");
    }

    private void remove() throws ClusterFailure {
        var name = aim.names(MemberName.Kind.CORE).getLast();
        note("remove " + name, true);
        cluster.remove(name);
        progress.accept(name + " has left");
    }

    private void storm(Weather weather, Duration length) throws InterruptedException {
        note("storm", true);
        workload.weather(weather);
        Thread.sleep(length);
        workload.weather(Weather.FAIR);
        note("the storm is over", false);
    }
}
