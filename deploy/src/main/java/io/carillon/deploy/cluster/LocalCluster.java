package io.carillon.deploy.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Consumer;

/// A cluster of real processes on this machine, for trials and for chaos: the commands of
/// `./carillon cluster` as methods.
///
/// The processes belong to the folder and not to this object: they go on when it is forgotten, and
/// [#in] finds them again. Methods may be called from several threads, for different members; each
/// returns when what was asked for is so. Nobody watches the processes: one that dies stays dead.
public final class LocalCluster {
    /// A node hands over what it holds before it ends.
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(90);

    private static final Duration SIGNAL_PATIENCE = Duration.ofSeconds(5);

    private final ClusterFolder folder;
    private final ClusterPlan plan;
    private final Consumer<String> progress;
    private final Collection<MemberName> names;

    /// Nobody starts anything behind the back of who takes it down.
    private volatile boolean goesDown;

    private LocalCluster(
            ClusterFolder folder,
            ClusterPlan plan,
            Collection<MemberName> names,
            Consumer<String> progress) {
        this.folder = folder;
        this.plan = plan;
        this.names = new ConcurrentSkipListSet<>(names);
        this.progress = progress;
    }

    /// The cluster of a folder, whether it runs or not.
    ///
    /// @param progress is told in one line each what goes on
    /// @throws ClusterFailure when there never was one
    public static LocalCluster in(Path path, Consumer<String> progress) throws ClusterFailure {
        var folder = new ClusterFolder(path);
        var contents =
                folder.read()
                        .orElseThrow(
                                () ->
                                        ClusterFailure.usage(
                                                "there is no cluster in "
                                                        + folder.path()
                                                        + ": ./carillon cluster up starts one,"
                                                        + " --dir says where it is"));
        return new LocalCluster(folder, contents.plan(), contents.members(), progress);
    }

    /// Starts a cluster and returns when every node serves. What a folder holds of an earlier one
    /// that is down is kept and used. Takes down what it has started when the JVM ends meanwhile.
    ///
    /// @throws ClusterFailure when it did not start; nothing of it runs then
    public static LocalCluster up(ClusterPlan plan, Path path, Consumer<String> progress)
            throws ClusterFailure {
        var folder = new ClusterFolder(path);
        var setup = new Setup(folder, plan, progress);
        Attempt.at(setup::prepare);
        var cluster = new LocalCluster(folder, plan, plan.members(), progress);
        try (var _ = new DownOnExit(cluster, progress)) {
            Attempt.at(setup::start);
        } catch (ClusterFailure failure) {
            progress.accept("taking down what was started ...");
            cluster.down();
            throw failure;
        }
        return cluster;
    }

    public ClusterPlan plan() {
        return plan;
    }

    /// All that belong to it, in order; those that were added too.
    public List<Member> members() {
        return names.stream().map(name -> folder.member(name, plan)).toList();
    }

    /// The member of that name.
    ///
    /// @throws ClusterFailure when there is none
    public Member member(MemberName name) throws ClusterFailure {
        if (!names.contains(name)) {
            throw ClusterFailure.usage("there is no " + name + ": " + listed());
        }
        return folder.member(name, plan);
    }

    private String listed() {
        return "the cluster has "
                + String.join(", ", names.stream().map(Object::toString).toList());
    }

    /// How every member is.
    public List<MemberStatus> status() throws ClusterFailure {
        var all = new ArrayList<MemberStatus>();
        Attempt.at(
                () -> {
                    try (var readiness = new Readiness()) {
                        for (var member : members()) all.add(status(member, readiness));
                    }
                });
        return List.copyOf(all);
    }

    private static MemberStatus status(Member member, Readiness readiness)
            throws InterruptedException {
        var runner = new Runner(member);
        var mark = runner.running();
        if (mark.isEmpty()) {
            var state = runner.isMissed() ? MemberStatus.State.GONE : MemberStatus.State.STOPPED;
            return new MemberStatus(member, state, OptionalLong.empty());
        }
        var state =
                mark.get().isPaused()
                        ? MemberStatus.State.PAUSED
                        : switch (readiness.of(member)) {
                            case READY -> MemberStatus.State.READY;
                            case UNREADY -> MemberStatus.State.UNREADY;
                            case NONE -> MemberStatus.State.SILENT;
                        };
        return new MemberStatus(member, state, OptionalLong.of(mark.get().pid()));
    }

    /// Starts a member that does not run, as it was started before, and waits until it serves. The
    /// next number of the nodes or edges adds one.
    public void start(MemberName name) throws ClusterFailure {
        checkStays();
        if (!names.contains(name)) add(name);
        var member = member(name);
        Attempt.at(() -> new Startup(progress).start(List.of(member)));
    }

    private void checkStays() throws ClusterFailure {
        if (goesDown) throw ClusterFailure.failed("the cluster is being taken down");
    }

    /// As [#start(MemberName)], with another release from now on.
    ///
    /// @param release the folder of a checkout, whose `./carillon` is used
    public void start(MemberName name, Path release) throws ClusterFailure {
        start(name, plan.withRelease(release));
    }

    /// As [#start(MemberName)], with these options for its JVM from now on, beside those of all.
    public void start(MemberName name, String javaOptions) throws ClusterFailure {
        start(name, plan.withJavaOptions((plan.javaOptions() + " " + javaOptions).strip()));
    }

    private void start(MemberName name, ClusterPlan other) throws ClusterFailure {
        checkStays();
        var problem = other.problem();
        if (problem.isPresent()) throw ClusterFailure.usage(problem.get());
        if (!name.isNode()) throw ClusterFailure.usage(name + " is no release of ours");
        if (!names.contains(name)) add(name);
        var member = member(name);
        Attempt.at(
                () -> {
                    folder.writeScript(member, NodeFiles.script(name, other));
                    new Startup(progress).start(List.of(member));
                });
    }

    private void add(MemberName name) throws ClusterFailure {
        int next =
                names.stream()
                        .filter(each -> each.kind() == name.kind())
                        .mapToInt(each -> each.number() + 1)
                        .max()
                        .orElse(1);
        if (!name.isNode() || name.number() != next) {
            throw ClusterFailure.usage(
                    "there is no %s, and it is not the next that could be added: %s"
                            .formatted(name, listed()));
        }
        if (plan.isAlone() || name.kind() == MemberName.Kind.CORE && !plan.isShared()) {
            throw ClusterFailure.usage(
                    "core-1 keeps its own journal: ./carillon cluster up --cassandra 1 makes a"
                            + " cluster that can grow");
        }
        Attempt.at(
                () -> {
                    folder.writeNode(folder.member(name, plan), plan);
                    names.add(name);
                    folder.write(plan, names);
                });
    }

    /// Asks a member to end in order (SIGTERM) and waits until it has.
    ///
    /// @return how long it took
    public Duration stop(MemberName name) throws ClusterFailure {
        var runner = new Runner(member(name));
        long from = System.nanoTime();
        Attempt.at(
                () -> {
                    var mark = mark(name, runner);
                    mark.signal("TERM");
                    mark.signal("CONT");
                    if (!Runner.awaitEnd(mark, STOP_PATIENCE)) {
                        throw ClusterFailure.failed(
                                "%s still runs %s after SIGTERM, as process %d"
                                        .formatted(
                                                name, Startup.seconds(STOP_PATIENCE), mark.pid()));
                    }
                    runner.stopped();
                });
        return Duration.ofNanos(System.nanoTime() - from);
    }

    /// Ends a member with SIGKILL; it is gone when this returns.
    public void kill(MemberName name) throws ClusterFailure {
        var runner = new Runner(member(name));
        Attempt.at(() -> Shutdown.kill(mark(name, runner)));
    }

    /// Stops a member where it stands (SIGSTOP): its connections stay open, nothing is answered.
    public void pause(MemberName name) throws ClusterFailure {
        pause(name, true);
    }

    /// Lets a paused member go on (SIGCONT).
    public void resume(MemberName name) throws ClusterFailure {
        pause(name, false);
    }

    private void pause(MemberName name, boolean paused) throws ClusterFailure {
        var runner = new Runner(member(name));
        Attempt.at(
                () -> {
                    var mark = mark(name, runner);
                    mark.signal(paused ? "STOP" : "CONT");
                    if (!Runner.awaitPaused(mark, paused, SIGNAL_PATIENCE)) {
                        throw ClusterFailure.failed(
                                "process %d does not %s"
                                        .formatted(mark.pid(), paused ? "pause" : "go on"));
                    }
                });
    }

    private static ProcessMark mark(MemberName name, Runner runner) throws ClusterFailure {
        return runner.running().orElseThrow(() -> ClusterFailure.failed(name + " does not run"));
    }

    /// Ends everything: edges, then nodes, then databases. What they keep stays in the folder. Does
    /// nothing where nothing runs.
    public void down() throws ClusterFailure {
        goesDown = true;
        for (var kind :
                List.of(MemberName.Kind.EDGE, MemberName.Kind.CORE, MemberName.Kind.CASSANDRA)) {
            var some = members().stream().filter(each -> each.name().kind() == kind).toList();
            Attempt.at(() -> new Shutdown(progress).end(some));
        }
    }
}
