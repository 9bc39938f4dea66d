package io.carillon.node.link;

import io.carillon.node.edge.Loop;
import io.carillon.node.edge.Loops;
import io.carillon.node.ops.LinkTraffic;
import io.carillon.sharding.Addressed;
import io.carillon.sharding.Courier;
import io.carillon.sharding.Entities;
import io.carillon.sharding.ShardKeys;

import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.PoisonPill;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.BitSet;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/// A node's links to all others: each event loop has a connection of its own to every other node
/// and writes to it with its batch, so a message changes node without changing thread on the way
/// out or in.
///
/// The actor system's own way costs several thread changes at each end, which at ordinary load is
/// most of what a call costs. Links carry what lies on the path of a call; when one is down, or the
/// home of a shard is not known, the message goes by the actor system. Entities are addressed
/// through the region of the node that says it holds their shard; if it no more does, its region
/// passes them on.
public final class Links implements Courier, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Links.class);

    /// The kind of call entities; numbers of kinds are the same in every release.
    public static final int CALLS = 0;

    /// The kind of AOR entities.
    public static final int AORS = 1;
    private static final int KINDS = 2;

    /// News of the cluster must not wait for the event loops.
    private static final String KEEPER = "pekko.actor.internal-dispatcher";

    private final LinkSettings settings;
    private final Loops loops;
    private final Payloads payloads;
    private final ActorRefResolver resolver;
    private final LinkServer server;
    private org.apache.pekko.actor.ActorRef keeper;
    private final Map<Address, Peer> peers = new ConcurrentHashMap<>();
    private final ShardHomes homes = new ShardHomes(KINDS);
    private final AtomicReferenceArray<Region<?>> regions = new AtomicReferenceArray<>(KINDS);
    private final LongAdder messagesCarried = new LongAdder();
    private final LongAdder octetsCarried = new LongAdder();
    private final BitSet[] held = {new BitSet(), new BitSet()};

    /// Accepts links from now on; other nodes are linked to as they come.
    ///
    /// @throws IOException when the port for links is taken
    public static Links open(LinkSettings settings, Loops loops, ActorSystem<?> system)
            throws IOException {
        var links = new Links(settings, loops, system);
        links.server.open(loops);
        var classic = (ExtendedActorSystem) Adapter.toClassic(system);
        links.keeper =
                classic.systemActorOf(LinkKeeper.props(links).withDispatcher(KEEPER), "links");
        return links;
    }

    private Links(LinkSettings settings, Loops loops, ActorSystem<?> system) {
        this.settings = settings;
        this.loops = loops;
        payloads = new Payloads(system);
        resolver = ActorRefResolver.get(system);
        server = new LinkServer(settings, this::received);
    }

    // --- out ------------------------------------------------------------------------------------

    /// The way to the entities of a kind; what comes in for them is told to `region`.
    public <C> Entities<C> entities(int kind, Class<C> commands, ActorRef<C> region) {
        regions.set(kind, new Region<>(commands, region));
        return command -> {
            if (!linked(kind, command)) region.tell(command);
        };
    }

    /// Entities of a kind that are noticed when they start, so that others learn which shards are
    /// here.
    public <C> Function<String, Behavior<C>> noticed(
            int kind, Function<String, Behavior<C>> entities) {
        return new LocalShards(kind, keeper).watching(entities);
    }

    private boolean linked(int kind, Object command) {
        if (peers.isEmpty() || !(command instanceof Addressed addressed)) return false;
        var home = homes.of(kind, ShardKeys.numberOf(addressed.entityId()));
        if (home == null) return false;
        var loop = Loop.current();
        var peer = loop == null ? null : peers.get(home);
        return peer != null
                && counted(peer.send(loop, new Frame.ToEntity(kind, payloads.of(command))));
    }

    @Override
    public <T> void tell(ActorRef<T> recipient, T message) {
        if (!linked(recipient, message)) recipient.tell(message);
    }

    private boolean linked(ActorRef<?> recipient, Object message) {
        if (peers.isEmpty()) return false;
        var loop = Loop.current();
        if (loop == null) return false;
        var address = recipient.path().address();
        if (address.hasLocalScope()) return false;
        var peer = peers.get(address);
        if (peer == null) return false;
        var path = resolver.toSerializationFormat(recipient);
        return counted(peer.send(loop, new Frame.ToActor(path, payloads.of(message))));
    }

    private boolean counted(int octets) {
        if (octets == 0) return false;
        messagesCarried.increment();
        octetsCarried.add(octets);
        return true;
    }

    // --- in -------------------------------------------------------------------------------------

    private void received(String sender, Frame frame) {
        try {
            switch (frame) {
                case Frame.ToEntity(var kind, var payload) -> {
                    var region = kind >= 0 && kind < KINDS ? regions.get(kind) : null;
                    if (region != null) region.tell(payloads.message(payload));
                }
                case Frame.ToActor(var path, var payload) ->
                        resolver.<Object>resolveActorRef(path).tell(payloads.message(payload));
                case Frame.Shard news -> heard(sender, news);
            }
        } catch (Exception failure) { // whatever it is, the next frame is another message
            LOG.warn("A message from {} cannot be read: {}", sender, failure.toString());
        }
    }

    /// Only members are believed: who was removed and does not know it yet holds nothing.
    private void heard(String sender, Frame.Shard news) {
        if (news.kind() >= KINDS) return;
        for (var peer : peers.values()) {
            if (!peer.name().equals(sender)) continue;
            if (news.held()) homes.held(peer.address(), news.kind(), news.shard());
            else homes.left(peer.address(), news.kind(), news.shard());
        }
    }

    // --- shards of this node --------------------------------------------------------------------

    /// A shard has begun to work on this node: the others may send to it directly.
    void held(int kind, int shard) {
        synchronized (held) {
            held[kind].set(shard);
        }
        announce(new Frame.Shard(kind, shard, true));
    }

    /// A shard has left this node.
    void left(int kind, int shard) {
        synchronized (held) {
            held[kind].clear(shard);
        }
        announce(new Frame.Shard(kind, shard, false));
    }

    private void announce(Frame.Shard news) {
        var first = loops.all()[0];
        first.execute(() -> peers.values().forEach(peer -> peer.send(first, news)));
    }

    /// Says again which shards are here. News are lost on who did not know this node yet when they
    /// came, or has lost sight of it since.
    void announceAll() {
        var first = loops.all()[0];
        first.execute(() -> peers.values().forEach(peer -> announceAll(peer, first)));
    }

    /// News go by the first loop's connections, so that they stay in order.
    private void opened(Peer peer, Loop loop) {
        if (loop.index() != 0) return;
        LOG.debug("Linked to {}", peer.name());
        announceAll(peer, loop);
    }

    private void announceAll(Peer peer, Loop loop) {
        synchronized (held) {
            for (int kind = 0; kind < KINDS; kind++) {
                for (int i = held[kind].nextSetBit(0); i >= 0; i = held[kind].nextSetBit(i + 1)) {
                    peer.send(loop, new Frame.Shard(kind, i, true));
                }
            }
        }
    }

    /// For how long no shard has moved between other nodes, as far as this one has heard, in
    /// milliseconds.
    public long quietMillis() {
        return homes.quietMillis();
    }

    // --- other nodes ----------------------------------------------------------------------------

    /// Links to another node, until it is [#dropped].
    void linkTo(Address node) {
        peers.computeIfAbsent(
                node,
                address -> {
                    var peer =
                            new Peer(
                                    address,
                                    settings,
                                    loops,
                                    this::opened,
                                    lost -> homes.gone(lost.address()));
                    peer.open();
                    return peer;
                });
    }

    /// Links to that node no more: it has left, or cannot be reached.
    void dropped(Address node) {
        var peer = peers.remove(node);
        if (peer == null) return;
        homes.gone(node);
        peer.close();
    }

    /// What has left by links.
    public LinkTraffic carried() {
        return new LinkTraffic(messagesCarried.sum(), octetsCarried.sum());
    }

    @Override
    public void close() {
        keeper.tell(PoisonPill.getInstance(), org.apache.pekko.actor.ActorRef.noSender());
        server.close();
        for (var node : peers.keySet()) dropped(node);
    }

    private record Region<C>(Class<C> commands, ActorRef<C> region) {
        void tell(Object message) {
            region.tell(commands.cast(message));
        }
    }
}
