package io.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;

import io.carillon.sharding.Courier;
import io.carillon.sharding.EntityTypes;
import io.carillon.sharding.call.CallCommand;
import io.carillon.sharding.call.CallDirectory;
import io.carillon.sharding.call.CallObserver;
import io.carillon.sharding.call.CallServices;
import io.carillon.sharding.flow.Outbound;
import io.carillon.sharding.flow.Receipt;
import io.carillon.sharding.handover.Bounce;
import io.carillon.sharding.handover.DrainingNodes;
import io.carillon.sharding.location.AorCommand;
import io.carillon.sharding.membership.Lease;
import io.carillon.sharding.time.Alarms;
import io.carillon.sharding.time.NodeClock;
import io.carillon.sip.auth.Nonce;
import io.carillon.sip.auth.Secret;
import io.carillon.sip.codec.Limits;
import io.carillon.sip.codec.MessageParser;
import io.carillon.sip.message.Method;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;
import io.carillon.sip.message.SipMessage;
import io.carillon.sip.proxy.Branches;
import io.carillon.sip.proxy.Dialog;
import io.carillon.sip.proxy.DialogToken;
import io.carillon.sip.proxy.LocalAnswers;
import io.carillon.sip.proxy.ProxyCore;
import io.carillon.sip.proxy.ProxyEffect;
import io.carillon.sip.proxy.ProxySettings;
import io.carillon.sip.transport.Destination;
import io.carillon.sip.transport.Edges;
import io.carillon.sip.transport.Flow;
import io.carillon.sip.transport.Hop;
import io.carillon.sip.transport.HostPort;
import io.carillon.sip.transport.Listener;
import io.carillon.sip.transport.Transport;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/// Nodes leave a real cluster, in one process, while calls are up and others begin: every call is
/// found afterwards, once, as it was.
@Execution(ExecutionMode.CONCURRENT)
class DepartureTest {
    private static final int CALLS = 300;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration AGAIN = Duration.ofMillis(500);
    private static final InetSocketAddress PHONE = new InetSocketAddress("192.0.2.10", 5060);
    private static final Secret SECRET = Secret.of("a secret that only tests share");

    private final List<Node> nodes = new ArrayList<>();

    /// The Call-IDs whose caller has its 200.
    private final Set<String> answered = ConcurrentHashMap.newKeySet();

    @AfterEach
    void end() {
        for (var node : nodes) node.system.terminate();
        for (var node : nodes) node.system.getWhenTerminated().toCompletableFuture().join();
    }

    /// A core node with a world around it in which everybody answers at once.
    private final class Node implements Outbound, CallObserver, Alarms {
        final ActorSystem<Void> system =
                ActorSystem.create(Behaviors.empty(), "carillon", config());
        final CallDirectory directory = new CallDirectory();
        final CompletableFuture<ActorRef<CallCommand>> region = new CompletableFuture<>();
        final CallShards shards;

        Node(Node first) {
            var clock = new NodeClock();
            var draining = new DrainingNodes();
            var aors =
                    EntityTypes.start(
                            system,
                            EntityTypes.AOR,
                            _ -> Behaviors.<AorCommand>ignore(),
                            AorCommand.Stop.STOP,
                            draining);
            var core = core();
            var lease = Lease.forever();
            shards =
                    CallShards.start(
                            system,
                            region,
                            draining,
                            clock,
                            lease,
                            Courier.ACTOR_SYSTEM,
                            Duration.ofMinutes(3),
                            entities -> entities,
                            (calls, handover) ->
                                    new CallServices(
                                            core,
                                            this,
                                            this,
                                            clock,
                                            aors::tell,
                                            calls,
                                            handover,
                                            directory,
                                            this,
                                            lease));
            var cluster = Cluster.get(system);
            var seed = first == null ? cluster : Cluster.get(first.system);
            cluster.manager().tell(Join.create(seed.selfMember().address()));
            await(() -> cluster.selfMember().status().equals(MemberStatus.up()));
            Bounce.start(
                    system,
                    this,
                    clock,
                    each -> {
                        if (each instanceof CallCommand.Received command) {
                            shards.region().tell(command);
                        }
                    });
            shards.touch();
            Departure.prepare(system, shards, directory, () -> {});
        }

        @Override
        public void send(SipMessage message, Hop hop, Unreachable unreachable) {
            switch (message) {
                case Request request when request.method() == Method.INVITE -> {
                    var tag = "b-" + request.callId(); // repeated, it gets the same answer
                    var ok = Response.to(request, 200, tag);
                    region.join().tell(new CallCommand.Responded(ok, flow(), Receipt.NONE));
                }
                case Response response when response.isSuccess() -> answered.add(response.callId());
                case Request _, Response _ -> {}
            }
        }

        @Override
        public void acknowledge(Receipt receipt) {}

        @Override
        public void resolve(HostPort host, Resolved resolved) {
            resolved.as(List.of(new Destination(Transport.UDP, PHONE)));
        }

        @Override
        public void finished(Method method, int status, long millis) {}

        @Override
        public void ended(String callId, ProxyEffect.Ended call) {}

        @Override
        public void repeated(boolean sent) {}

        @Override
        public <T> void after(long delayMillis, ActorRef<T> target, T message) {
            system.scheduler()
                    .scheduleOnce(
                            Duration.ofMillis(delayMillis),
                            () -> target.tell(message),
                            system.executionContext());
        }
    }

    private static Config config() {
        return ConfigFactory.parseString(
                        """
                        carillon.loops {
                          type = Dispatcher
                          executor = "fork-join-executor"
                          fork-join-executor.parallelism-max = 2
                        }
                        pekko.cluster.roles = ["core"]
                        pekko.cluster.downing-provider-class = ""
                        pekko.loglevel = WARNING
                        """)
                .withFallback(ConfigFactory.parseResources("pekko.conf"))
                .withFallback(ConfigFactory.load());
    }

    private static ProxyCore core() {
        var address = new InetSocketAddress("192.0.2.1", 5060);
        var edges =
                Edges.alone(List.of(new Listener(Transport.UDP, 0, address, "192.0.2.1", 5060)));
        var settings =
                new ProxySettings(
                        List.of("example.com"),
                        () -> edges,
                        true,
                        false,
                        ProxySettings.Relay.ANY,
                        List.of(),
                        ProxySettings.Timers.DEFAULT,
                        180_000,
                        true);
        return new ProxyCore(
                settings,
                new Branches(SECRET.mac("branch")),
                new DialogToken(SECRET.mac("dialog")),
                new LocalAnswers(SECRET.mac("tag"), new Nonce(SECRET.mac("nonce"), 300_000)));
    }

    private static Flow flow() {
        return new Flow(Transport.UDP, 0, 0, PHONE);
    }

    private static CallCommand invite(String callId) {
        var text =
                """
                INVITE sip:bob@192.0.2.20 SIP/2.0
                Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK%1$s
                Max-Forwards: 70
                From: <sip:alice@example.net>;tag=a1
                To: <sip:bob@192.0.2.20>
                Contact: <sip:alice@192.0.2.10>
                Call-ID: %1$s
                CSeq: 1 INVITE
                Content-Length: 0

                """
                        .formatted(callId)
                        .replace("\n", "\r\n");
        var octets = text.getBytes(StandardCharsets.ISO_8859_1);
        var request = (Request) new MessageParser(Limits.DEFAULT).parse(octets);
        return new CallCommand.Received(request, flow(), Receipt.NONE);
    }

    private static void await(BooleanSupplier condition) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > until) throw new AssertionError("not within " + PATIENCE);
            pause(Duration.ofMillis(20));
        }
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    /// Begins a call as a caller does: says it again until it is answered.
    private void call(Node by, String callId) {
        var invite = invite(callId);
        var patience = System.nanoTime() + PATIENCE.toNanos();
        while (!answered.contains(callId)) {
            if (System.nanoTime() > patience) throw new AssertionError(callId + " unanswered");
            by.region.join().tell(invite);
            long until = System.nanoTime() + AGAIN.toNanos();
            while (!answered.contains(callId) && System.nanoTime() < until) {
                pause(Duration.ofMillis(1));
            }
        }
    }

    /// All calls by Call-ID, as the given nodes have them; fails when two have the same.
    private static Map<String, Dialog> calls(List<Node> nodes) {
        var found = new HashMap<String, Dialog>();
        for (var node : nodes) {
            for (var entry : node.directory.list(Integer.MAX_VALUE)) {
                assertThat(entry.getValue()).hasSize(1);
                assertThat(found.put(entry.getKey(), entry.getValue().getFirst())).isNull();
            }
        }
        return found;
    }

    @Test
    void everyCallIsFoundOnceAsItWasAfterNodesHaveLeft() throws Exception {
        nodes.add(new Node(null));
        nodes.add(new Node(nodes.getFirst()));
        nodes.add(new Node(nodes.getFirst()));
        for (int i = 0; i < CALLS; i++) call(nodes.get(i % 3), "before-" + i);
        assertThat(calls(nodes)).hasSize(CALLS);
        // The oldest, which has the coordinator, then the next oldest.
        leave(nodes.get(0), nodes.subList(1, 3), "first");
        leave(nodes.get(1), nodes.subList(2, 3), "second");
    }

    private void leave(Node leaving, List<Node> staying, String name) throws Exception {
        var all = new ArrayList<>(staying);
        all.add(leaving);
        var before = calls(all);
        var departure =
                CompletableFuture.runAsync(
                        () -> Departure.leave(leaving.system), Thread.ofPlatform()::start);
        int begun = 0;
        while (!departure.isDone()) {
            call(staying.get(begun % staying.size()), name + "-" + begun++);
            pause(Duration.ofMillis(5));
        }
        departure.get();
        assertThat(leaving.shards.held()).isZero();
        int expected = before.size() + begun;
        await(() -> staying.stream().mapToInt(node -> node.directory.size()).sum() == expected);
        var after = calls(staying);
        assertThat(after).hasSize(expected).containsAllEntriesOf(before);
    }
}
