package io.carillon.sharding.flow;

import io.carillon.sip.transport.Listener;

import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.ClusterEvent;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Subscribe;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// The actor that keeps [KnownEdges] true: follows the members of the cluster, and asks each new
/// edge which sockets it has.
///
/// An edge says that it is there just before it reads its first message, and is asked by who has
/// not heard that: nobody sends by one that does not serve yet. One that was removed is taken for
/// gone at once, and one that leaves says when; what it was called by stays known.
public final class EdgeDirectory {
    private static final Logger LOG = LoggerFactory.getLogger(EdgeDirectory.class);

    /// The cluster role of nodes with sockets.
    public static final String ROLE = "edge";

    /// Its name under `/system` on every member.
    private static final String NAME = "edges";

    private static final Duration PATIENCE = Duration.ofMillis(200);

    private final ActorContext<EdgeNews> context;
    private final TimerScheduler<EdgeNews> timers;
    private final KnownEdges known;
    private final EdgeTable table;
    private final Consumer<String> gone;
    private final Map<String, ActorRef<OutletCommand>> outlets = new HashMap<>();

    private EdgeDirectory(
            ActorContext<EdgeNews> context,
            TimerScheduler<EdgeNews> timers,
            KnownEdges known,
            EdgeTable table,
            Consumer<String> gone) {
        this.context = context;
        this.timers = timers;
        this.known = known;
        this.table = table;
        this.gone = gone;
    }

    /// The name of the edge at an address.
    public static String name(Address address) {
        return address.getHost().get() + ":" + address.getPort().get();
    }

    /// Starts to follow the edges of the cluster.
    ///
    /// @param listeners the sockets of this node; empty for a node that is no edge
    /// @param gone is told the name of each edge that has left
    public static KnownEdges start(
            ActorSystem<?> system, List<Listener> listeners, Consumer<String> gone) {
        var own = name(Cluster.get(system).selfMember().address());
        var known = KnownEdges.of(own, listeners);
        var table = new EdgeTable(own, listeners);
        system.systemActorOf(create(known, table, gone), NAME, Props.empty());
        return known;
    }

    /// Tells all members, this one included, what the sockets of this node may be used for. Who
    /// joins later asks, and is told the same; who asks before is not answered.
    ///
    /// @param known what [#start] has returned
    public static void announce(
            ActorSystem<?> system, KnownEdges known, EdgeDescription.Standing standing) {
        var description = known.become(standing);
        for (var member : Cluster.get(system).state().getMembers()) {
            ActorRef<EdgeNews> directory = there(system, name(member.address()), NAME);
            directory.tell(description);
        }
    }

    private static <T> ActorRef<T> there(ActorSystem<?> system, String edge, String name) {
        var path = "pekko://" + system.name() + "@" + edge + "/system/" + name;
        return ActorRefResolver.get(system).resolveActorRef(path);
    }

    private static Behavior<EdgeNews> create(
            KnownEdges known, EdgeTable table, Consumer<String> gone) {
        return Behaviors.setup(
                context ->
                        Behaviors.withTimers(
                                timers ->
                                        new EdgeDirectory(context, timers, known, table, gone)
                                                .begin()));
    }

    private Behavior<EdgeNews> begin() {
        var events =
                context.messageAdapter(
                        ClusterEvent.MemberEvent.class,
                        event -> {
                            var member = event.member();
                            var edge = name(member.address());
                            return isGone(member)
                                    ? new EdgeNews.Left(edge)
                                    : new EdgeNews.Came(edge, member.hasRole(ROLE));
                        });
        var cluster = Cluster.get(context.getSystem());
        cluster.subscriptions().tell(Subscribe.create(events, ClusterEvent.MemberEvent.class));
        return Behaviors.receiveMessage(this::hear);
    }

    private static boolean isGone(Member member) {
        return member.status().equals(MemberStatus.down())
                || member.status().equals(MemberStatus.removed());
    }

    private Behavior<EdgeNews> hear(EdgeNews news) {
        switch (news) {
            case EdgeNews.Came(var edge, var isEdge) -> {
                if (isEdge) table.came(edge);
                askTheSilent();
            }
            case EdgeNews.Left(var edge) -> {
                if (table.left(edge)) {
                    publish();
                    gone.accept(edge);
                }
            }
            case EdgeDescription said -> {
                if (!table.described(said)) break;
                publish();
                if (said.isGone() && !said.edge().equals(known.get().own())) {
                    gone.accept(said.edge());
                }
            }
            case EdgeNews.Ask _ -> askTheSilent();
        }
        return Behaviors.same();
    }

    private void askTheSilent() {
        var silent = table.silent();
        if (silent.isEmpty()) return;
        for (var edge : silent) {
            outlet(edge).tell(new OutletCommand.Describe(context.getSelf().narrow()));
        }
        timers.startSingleTimer(EdgeNews.Ask.ASK, PATIENCE);
    }

    private void publish() {
        outlets.clear();
        for (var edge : table.others()) outlets.put(edge, outlet(edge));
        known.become(table.edges(), outlets);
        LOG.info("Edges: {}", known.get());
    }

    private ActorRef<OutletCommand> outlet(String edge) {
        return there(context.getSystem(), edge, Outlet.NAME);
    }
}
