package io.carillon.node;

import io.carillon.node.config.NodeConfig;
import io.carillon.node.edge.BindFailure;
import io.carillon.node.edge.Edge;
import io.carillon.node.edge.FailureAnswers;
import io.carillon.node.edge.Loops;
import io.carillon.node.edge.Repeater;
import io.carillon.node.link.Echo;
import io.carillon.node.link.Handshake;
import io.carillon.node.link.LinkSettings;
import io.carillon.node.link.Links;
import io.carillon.node.ops.Accounts;
import io.carillon.node.ops.HttpServer;
import io.carillon.node.ops.Metrics;
import io.carillon.node.ops.Operations;
import io.carillon.node.outbound.ClusterOutbound;
import io.carillon.node.outbound.DnsLookup;
import io.carillon.node.outbound.OutboundSender;
import io.carillon.node.records.CallRecords;
import io.carillon.node.records.RecordingObserver;
import io.carillon.node.trace.MessageTrace;
import io.carillon.node.trace.Tracing;
import io.carillon.node.views.AorQuestions;
import io.carillon.node.views.ClusterCalls;
import io.carillon.node.views.ClusterIds;
import io.carillon.node.views.CoreNodes;
import io.carillon.node.views.EntityAccounts;
import io.carillon.node.views.EntityRegistrations;
import io.carillon.node.views.ShardProbe;
import io.carillon.node.views.ShardedCluster;
import io.carillon.persistence.EventStore;
import io.carillon.sharding.Addressed;
import io.carillon.sharding.Courier;
import io.carillon.sharding.Entities;
import io.carillon.sharding.EntityTypes;
import io.carillon.sharding.call.CallCommand;
import io.carillon.sharding.call.CallDirectory;
import io.carillon.sharding.call.CallObserver;
import io.carillon.sharding.call.CallServices;
import io.carillon.sharding.flow.EdgeDirectory;
import io.carillon.sharding.flow.KnownEdges;
import io.carillon.sharding.flow.Outbound;
import io.carillon.sharding.flow.Outlet;
import io.carillon.sharding.handover.Bounce;
import io.carillon.sharding.handover.DrainingNodes;
import io.carillon.sharding.handover.HandoverActor;
import io.carillon.sharding.inquiry.InquiryDesk;
import io.carillon.sharding.location.AorCommand;
import io.carillon.sharding.location.AorEntity;
import io.carillon.sharding.location.AorServices;
import io.carillon.sharding.location.JournalGate;
import io.carillon.sharding.membership.Membership;
import io.carillon.sharding.time.NodeClock;
import io.carillon.sip.auth.Nonce;
import io.carillon.sip.proxy.Branches;
import io.carillon.sip.proxy.DialogToken;
import io.carillon.sip.proxy.LocalAnswers;
import io.carillon.sip.proxy.ProxyCore;
import io.carillon.sip.proxy.RequestValidation;
import io.carillon.sip.transport.Listener;

import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.setup.Setup;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.Cluster;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/// A running node, put together: reads top-down like a table of contents.
///
/// Sockets are opened first (a port that is taken ends the start before anything else) and read
/// last (nothing is received before its entity can be reached).
public final class Server {
    private static final Logger LOG = LoggerFactory.getLogger(Server.class);
    private static final long NONCE_LIFETIME_MILLIS = 300_000;

    /// A transaction that is under way when the node is told to stop gets this long: more than a
    /// caller's patience with a phone that rings is not waited for.
    private static final Duration DRAIN = Duration.ofSeconds(10);

    /// How long the actor system has for its end, alone and where others take over.
    private static final Duration ALONE_ENDS = Duration.ofSeconds(20);

    private static final Duration ABANDONED = Duration.ofSeconds(5);
    private static final Duration LEAVES = Duration.ofSeconds(60);

    private static final Duration CLOCK_LOOKED_AT = Duration.ofSeconds(1);

    private final Loops loops;
    private final Edge edge;

    /// Calls need their own region, which its start returns: it is there before anything is
    /// received.
    private final CompletableFuture<ActorRef<CallCommand>> region = new CompletableFuture<>();

    private final ActorSystem<Void> system;
    private final Membership membership;
    private final Optional<Links> links;
    private final Optional<Echo> echo;
    private final EventStore journal;
    private final Metrics metrics = new Metrics();
    private final CallDirectory directory = new CallDirectory();
    private final LongAdder registrations = new LongAdder();
    private final DrainingNodes draining = new DrainingNodes();
    private final Optional<CallRecords> records;
    private final Accounts accounts;
    private final Optional<HttpServer> http;
    private final KnownEdges edges;
    private final CompletableFuture<End> ended = new CompletableFuture<>();
    private final Duration patience;
    private final boolean alone;
    private volatile boolean serving;

    /// What its start does or waits for, for operators.
    private volatile String phase = "starts";

    /// With what is under way when the node leaves.
    private volatile Duration drain = DRAIN;

    /// Starts a node and returns when it serves.
    ///
    /// @throws BindFailure when a SIP port cannot be had
    /// @throws IOException when the HTTP port or the accounts file cannot be had
    /// @throws io.carillon.persistence.JournalUnavailableException when the journal cannot be
    /// opened
    public static Server start(NodeConfig config) throws BindFailure, IOException {
        return start(config, false);
    }

    /// As [#start], to practise: a node that is alone and treats each message as if it changed
    /// node.
    public static Server rehearse(NodeConfig config) throws BindFailure, IOException {
        return start(config, true);
    }

    private static Server start(NodeConfig config, boolean rehearses)
            throws BindFailure, IOException {
        var loops = Loops.start(config.loopsName(), config.loops());
        try {
            return new Server(config, loops, rehearses);
        } catch (IOException | RuntimeException failure) {
            loops.close();
            throw failure;
        }
    }

    /// Opens the sockets and closes them again: what would end a start is found at once, before
    /// anything that takes time.
    ///
    /// @throws BindFailure when one cannot be had
    static void checkListeners(NodeConfig config) throws BindFailure {
        try (var loops = Loops.start("check", 1);
                var edge = Edge.bind(config.edge(), loops, new Metrics())) {
            LOG.debug("Can listen on {}", edge.listeners());
        }
        for (var port : config.cluster().ports()) {
            try (var socket = new ServerSocket()) {
                socket.setReuseAddress(true);
                socket.bind(port);
            } catch (IOException failure) {
                throw new BindFailure("carillon.cluster.listen", port, failure);
            }
        }
    }

    private Server(NodeConfig config, Loops loops, boolean rehearses)
            throws BindFailure, IOException {
        this.loops = loops;
        patience = config.isAlone() ? ALONE_ENDS : LEAVES;
        alone = config.isAlone();
        edge = Edge.bind(config.edge(), loops, metrics);
        http = openHttp(config);
        system = ActorSystem.create(Behaviors.empty(), "carillon", setup(config));
        try {
            if (alone) edge.keep();
            membership = Membership.of(system);
            membership.onRemoved(() -> ended.complete(End.REMOVED));
            system.getWhenTerminated().thenRun(() -> ended.complete(End.REMOVED));
            links = links(config);
            echo = rehearses ? Optional.of(new Echo(system)) : Optional.empty();
            records = records(config, system);
            var trace = trace(config);
            var tracing = new Tracing(trace);
            phase = "waits for the journal";
            journal = config.cluster().isCore() ? EventStore.of(system) : EventStore.none();
            phase = "starts";
            var clock = new NodeClock();
            system.scheduler()
                    .scheduleWithFixedDelay(
                            CLOCK_LOOKED_AT,
                            CLOCK_LOOKED_AT,
                            clock::follow,
                            system.executionContext());
            edges =
                    config.isAlone()
                            ? KnownEdges.alone(edge.listeners())
                            : EdgeDirectory.start(system, edge.listeners(), directory::edgeGone);
            var settings = config.proxy(edges);
            var secret = config.secret();
            var nonces = new Nonce(secret.mac("nonce"), NONCE_LIFETIME_MILLIS);
            var answers = new LocalAnswers(secret.mac("tag"), nonces, config.digests());
            var branches = new Branches(secret.mac("branch"));
            var dns = new DnsLookup(() -> edges.get().transports());
            var local = tracing.sent(new OutboundSender(edge, edges, dns, metrics));
            var name = edges.get().own();
            var repeater = new Repeater(name, loops, settings.timers(), metrics);
            var courier =
                    links.<Courier>map(each -> each).or(() -> echo).orElse(Courier.ACTOR_SYSTEM);
            var out = echo.<Outbound>map(each -> each.outbound(local)).orElse(local);
            var outbound = new ClusterOutbound(out, edges, repeater::acknowledged, courier);
            // Others ask an edge for its sockets while it joins.
            if (!config.isAlone() && !edge.listeners().isEmpty()) {
                Outlet.start(system, edges, local, repeater::acknowledged, region);
            }
            var requests = secret.mac("request");
            var authentication =
                    config.authenticate()
                            ? new AorServices.Authentication(true, requests, NONCE_LIFETIME_MILLIS)
                            : AorServices.Authentication.none(requests);
            var aorServices =
                    new AorServices(
                            config.registrar(),
                            authentication,
                            answers,
                            outbound,
                            loops,
                            clock,
                            new JournalGate(journal.health()),
                            journal.retention(),
                            registrations,
                            membership.lease(),
                            courier);
            var aors =
                    EntityTypes.start(
                            system,
                            EntityTypes.AOR,
                            noticed(Links.AORS, id -> AorEntity.create(id, aorServices)),
                            AorCommand.Stop.STOP,
                            draining);
            var core =
                    new ProxyCore(
                            settings, branches, new DialogToken(secret.mac("dialog")), answers);
            var toAors = entities(Links.AORS, AorCommand.class, aors);
            var shards =
                    startCalls(
                            config,
                            tracing,
                            observer(clock),
                            core,
                            outbound,
                            clock,
                            courier,
                            toAors);
            var calls = shards.region();
            if (!alone)
                Bounce.start(system, loops, clock, each -> again(each, calls::tell, toAors));
            var failures = new FailureAnswers(edge, metrics);
            if (config.cluster().isCore()) {
                InquiryDesk.start(system, directory, journal.directory());
            }
            // Shards may come as soon as the node is up: what they need is there.
            phase = "joins the cluster";
            membership.join();
            phase = "learns where shards are";
            membership.onOrphaned(() -> ended.complete(End.ORPHANED));

            var validation = new RequestValidation(settings, answers);
            var dispatch =
                    new Dispatch(
                            settings,
                            validation,
                            branches,
                            repeater,
                            failures,
                            outbound,
                            clock,
                            entities(Links.CALLS, CallCommand.class, calls),
                            toAors,
                            metrics);

            var nodes = new CoreNodes(system);
            var ids = config.cluster().isCore() ? journal.directory() : new ClusterIds(nodes);
            var questions = new AorQuestions(aors, ids, system.scheduler());
            accounts = new EntityAccounts(questions);
            metrics.registrations(registrations::sum);
            metrics.calls(directory::size);
            metrics.callEntities(directory::entities);
            metrics.inviteCopies(shards::copies);
            metrics.handoverStates(shards::states);
            metrics.journalWrites(journal.writeLatency());
            metrics.journalAvailable(journal.health()::healthy);
            metrics.loopDelayMillis(loops::delayMillis);
            links.ifPresent(each -> metrics.linkTraffic(each::carried));
            shards.touch();
            if (config.accountsFile().isPresent()) {
                AccountsFile.load(config.accountsFile().get(), accounts);
            }
            var health =
                    new NodeHealth(
                            () -> serving,
                            membership,
                            ShardProbe.start(system, config.cluster().isCore()),
                            config.cluster().isCore()
                                    ? Optional.of(journal.health())
                                    : Optional.empty());
            var operations =
                    new Operations(
                            config.domains(),
                            health,
                            accounts,
                            new EntityRegistrations(questions),
                            new ClusterCalls(nodes),
                            new ShardedCluster(system, membership.lease()),
                            trace);
            http.ifPresent(each -> each.serve(operations));
            if (!alone) {
                var moves = links.orElseThrow();
                var leaving = new EdgeDeparture(system, edges, edge, moves::quietMillis);
                Departure.prepare(system, shards, directory, () -> leaving.leave(drain));
            }
            var inlet = tracing.received(dispatch);
            if (alone) edge.open(name, inlet);
            else new EdgeArrival(system, edges, edge, failures).serve(inlet);
            serving = true;
        } catch (IOException | RuntimeException failure) {
            edge.close();
            http.ifPresent(HttpServer::close);
            system.terminate();
            awaitTermination();
            throw failure;
        }
    }

    private Optional<HttpServer> openHttp(NodeConfig config) throws IOException {
        if (config.http().isEmpty()) return Optional.empty();
        try {
            return Optional.of(HttpServer.open(config.http().get(), metrics, () -> phase));
        } catch (IOException | RuntimeException failure) {
            edge.close();
            throw failure;
        }
    }

    private static ActorSystemSetup setup(NodeConfig config) {
        var setups = new ArrayList<Setup>(config.cluster().setups(config.secret()));
        setups.add(BootstrapSetup.create(config.actors()));
        return ActorSystemSetup.create(setups.toArray(Setup[]::new));
    }

    private Optional<Links> links(NodeConfig config) throws IOException {
        if (config.isAlone()) return Optional.empty();
        var own = Cluster.get(Adapter.toClassic(system)).selfAddress();
        var handshake = new Handshake(config.secret().mac("link"));
        return Optional.of(
                Links.open(LinkSettings.of(own, handshake, config.cluster().tls()), loops, system));
    }

    /// The way to entities that takes a link where there is one.
    private <C> Entities<C> entities(int kind, Class<C> commands, ActorRef<C> region) {
        return links.map(each -> each.entities(kind, commands, region))
                .or(() -> echo.map(each -> each.entities(commands, region)))
                .orElse(region::tell);
    }

    private <C> Function<String, Behavior<C>> noticed(
            int kind, Function<String, Behavior<C>> entities) {
        return links.map(each -> each.noticed(kind, entities)).orElse(entities);
    }

    private CallShards startCalls(
            NodeConfig config,
            Tracing tracing,
            CallObserver observer,
            ProxyCore core,
            Outbound outbound,
            NodeClock clock,
            Courier courier,
            Entities<AorCommand> aors) {
        var lease = membership.lease();
        return CallShards.start(
                system,
                region,
                draining,
                clock,
                lease,
                courier,
                config.timerC(),
                entities -> noticed(Links.CALLS, tracing.delivered(entities)),
                (calls, handover) ->
                        new CallServices(
                                core,
                                tracing.wanted(outbound),
                                loops,
                                clock,
                                aors,
                                calls,
                                handover,
                                directory,
                                observer,
                                lease));
    }

    private CallObserver observer(NodeClock clock) {
        return records.isPresent() ? new RecordingObserver(metrics, records.get(), clock) : metrics;
    }

    private static Optional<MessageTrace> trace(NodeConfig config) {
        int octets = config.messageTrace();
        return octets == 0 ? Optional.empty() : Optional.of(new MessageTrace(octets));
    }

    private static Optional<CallRecords> records(NodeConfig config, ActorSystem<?> system)
            throws IOException {
        if (config.callRecords().isEmpty()) return Optional.empty();
        var node = HandoverActor.self(system).address();
        return Optional.of(CallRecords.open(config.callRecords().get(), node));
    }

    private static void again(
            Addressed message, Entities<CallCommand> calls, Entities<AorCommand> aors) {
        switch (message) {
            // Its holder repeats it until it is acknowledged.
            case CallCommand.Resume _ -> {}
            case CallCommand command -> calls.tell(command);
            case AorCommand command -> aors.tell(command);
            default -> {}
        }
    }

    /// The SIP sockets, with the ports that they got.
    public List<Listener> listeners() {
        return edge.listeners();
    }

    /// Where the operations interface listens.
    public Optional<InetSocketAddress> httpAddress() {
        return http.map(HttpServer::address);
    }

    public Accounts accounts() {
        return accounts;
    }

    /// Why a node is of no use any more that nobody has stopped.
    enum End {
        /// It is no member any more: the others have gone on without it, or are in another cluster.
        REMOVED,
        /// It is an edge, and its core nodes are in another cluster.
        ORPHANED
    }

    /// Completes when this node is of no use any more. What is left of it, [#abandon] closes.
    CompletionStage<End> ended() {
        return ended;
    }

    /// For tests that act as the cluster does.
    ActorSystem<Void> actors() {
        return system;
    }

    /// Leaves gracefully. A node that is alone admits nothing new, lets transactions finish for a
    /// while and closes everything; one of a cluster gives away what it has while it serves, then
    /// lets transactions finish too, while other edges take what begins.
    public void stop() {
        stop(DRAIN);
    }

    /// As [#stop()], but waits for transactions no longer than this.
    public void stop(Duration patience) {
        serving = false;
        drain = patience;
        if (alone) {
            finish(patience);
            http.ifPresent(HttpServer::close);
            system.terminate();
            awaitTermination();
        } else {
            Departure.leave(system);
            http.ifPresent(HttpServer::close);
            links.ifPresent(Links::close);
        }
        edge.close();
        loops.close();
        records.ifPresent(CallRecords::close);
    }

    private void finish(Duration patience) {
        edges.leave();
        long until = System.nanoTime() + patience.toNanos();
        while (directory.pending() > 0 && System.nanoTime() < until) {
            LockSupport.parkNanos(20_000_000);
        }
    }

    /// Gives up what others have taken over: the sockets at once, for nobody here may answer, and
    /// the rest as far as it goes.
    void abandon() {
        serving = false;
        edge.close();
        http.ifPresent(HttpServer::close);
        links.ifPresent(Links::close);
        system.terminate();
        awaitTermination(ABANDONED);
        loops.close();
        records.ifPresent(CallRecords::close);
    }

    private void awaitTermination() {
        awaitTermination(patience);
    }

    private void awaitTermination(Duration patience) {
        try {
            system.getWhenTerminated()
                    .toCompletableFuture()
                    .get(patience.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException
                | java.util.concurrent.TimeoutException failure) {
            LOG.warn("The actor system did not end in time", failure);
        }
    }
}
