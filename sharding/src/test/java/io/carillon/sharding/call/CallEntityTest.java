package io.carillon.sharding.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.sharding.flow.Outbound;
import io.carillon.sharding.flow.Receipt;
import io.carillon.sharding.handover.CopyTable;
import io.carillon.sharding.handover.Former;
import io.carillon.sharding.handover.Handover;
import io.carillon.sharding.handover.HandoverCommand;
import io.carillon.sharding.handover.HandoverReply;
import io.carillon.sharding.handover.HandoverTable;
import io.carillon.sharding.handover.NodeId;
import io.carillon.sharding.handover.Passage;
import io.carillon.sharding.handover.Surroundings;
import io.carillon.sharding.location.AorCommand;
import io.carillon.sharding.location.AorReply;
import io.carillon.sharding.membership.Lease;
import io.carillon.sharding.membership.Leases;
import io.carillon.sharding.time.Alarms;
import io.carillon.sharding.time.NodeClock;
import io.carillon.sip.auth.Nonce;
import io.carillon.sip.auth.Secret;
import io.carillon.sip.codec.Limits;
import io.carillon.sip.codec.MessageParser;
import io.carillon.sip.location.LocationReply;
import io.carillon.sip.location.Target;
import io.carillon.sip.message.MalformedException;
import io.carillon.sip.message.Method;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.SipMessage;
import io.carillon.sip.message.SipUri;
import io.carillon.sip.proxy.Branches;
import io.carillon.sip.proxy.CallState;
import io.carillon.sip.proxy.DialogToken;
import io.carillon.sip.proxy.LocalAnswers;
import io.carillon.sip.proxy.ProxyCore;
import io.carillon.sip.proxy.ProxyEffect;
import io.carillon.sip.proxy.ProxySettings;
import io.carillon.sip.transport.Edges;
import io.carillon.sip.transport.Flow;
import io.carillon.sip.transport.Hop;
import io.carillon.sip.transport.HostPort;
import io.carillon.sip.transport.Listener;
import io.carillon.sip.transport.Transport;

import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.ShardRegion;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// What the actor adds to the core: alarms, and the way of a state from one incarnation to the
/// next.
class CallEntityTest {
    private static final Flow FLOW =
            new Flow(Transport.UDP, 0, 0, new InetSocketAddress("192.0.2.10", 5060));

    private static final NodeId HERE = new NodeId("here:1", 1);
    private static final NodeId THERE = new NodeId("there:1", 2);

    private static ActorTestKit kit;

    private final LinkedBlockingQueue<SipMessage> sent = new LinkedBlockingQueue<>();
    private final AtomicInteger alarms = new AtomicInteger();
    private volatile long lastAlarm;
    private long wall = System.currentTimeMillis();
    private long nanos;
    private final NodeClock clock = new NodeClock(() -> wall, () -> nanos);
    private final LinkedBlockingQueue<CallCommand> postponed = new LinkedBlockingQueue<>();
    private final CallDirectory directory = new CallDirectory();
    private final TestProbe<AorCommand> aors = kit.createTestProbe();
    private final TestProbe<CallCommand> calls = kit.createTestProbe();
    private final TestProbe<HandoverCommand> handovers = kit.createTestProbe();
    private final LinkedBlockingQueue<ShardRegion.Passivate> wishes = new LinkedBlockingQueue<>();
    private final HandoverTable table = new HandoverTable(HERE);
    private final CopyTable copies = new CopyTable(HERE, 200_000);
    private final Surroundings surroundings = new Surroundings();
    private final Handover handover =
            new Handover(table, copies, surroundings, new NodeClock(), handovers.getRef());
    private Lease lease = Lease.forever();
    private boolean keepsCopies;

    @BeforeAll
    static void start() {
        kit = ActorTestKit.create("call-entity");
    }

    @AfterAll
    static void stop() {
        kit.shutdownTestKit();
    }

    /// An entity below a shard that does not hurry to stop it.
    private ActorRef<CallCommand> entity() {
        var services = services();
        var shard =
                Behaviors.<Object>setup(
                        context -> {
                            var call =
                                    context.spawnAnonymous(CallEntity.create("call-1", services));
                            return Behaviors.receive(Object.class)
                                    .onMessage(
                                            ShardRegion.Passivate.class,
                                            wish -> {
                                                wishes.add(wish);
                                                return Behaviors.same();
                                            })
                                    .onMessage(
                                            CallCommand.class,
                                            command -> {
                                                call.tell(command);
                                                return Behaviors.same();
                                            })
                                    .build();
                        });
        return kit.spawn(shard).unsafeUpcast();
    }

    private CallServices services() {
        var secret = Secret.of("a secret that only tests share");
        var address = new InetSocketAddress("192.0.2.1", 5060);
        var listener = new Listener(Transport.UDP, 0, address, "192.0.2.1", 5060);
        var edges = Edges.alone(List.of(listener));
        var settings =
                new ProxySettings(
                        List.of("example.com"),
                        () -> edges,
                        true,
                        false,
                        ProxySettings.Relay.NONE,
                        List.of(),
                        ProxySettings.Timers.DEFAULT,
                        180_000,
                        keepsCopies);
        var nonces = new Nonce(secret.mac("nonce"), 300_000);
        var core =
                new ProxyCore(
                        settings,
                        new Branches(secret.mac("branch")),
                        new DialogToken(secret.mac("dialog")),
                        new LocalAnswers(secret.mac("tag"), nonces));
        return new CallServices(
                core,
                new Sent(),
                new Counted(),
                clock,
                aors.getRef()::tell,
                calls.getRef(),
                handover,
                directory,
                new Unheard(),
                lease);
    }

    private final class Sent implements Outbound {
        @Override
        public void send(SipMessage message, Hop hop, Unreachable unreachable) {
            sent.add(message);
        }

        @Override
        public void acknowledge(Receipt receipt) {}

        @Override
        public void resolve(HostPort host, Resolved resolved) {
            resolved.as(List.of());
        }
    }

    private final class Counted implements Alarms {
        @Override
        public <T> void after(long delayMillis, ActorRef<T> target, T message) {
            lastAlarm = delayMillis;
            alarms.incrementAndGet();
            if (message instanceof CallCommand command && command != CallCommand.Woken.WOKEN) {
                postponed.add(command);
            }
        }
    }

    private static final class Unheard implements CallObserver {
        @Override
        public void finished(Method method, int status, long millis) {}

        @Override
        public void ended(String callId, ProxyEffect.Ended call) {}

        @Override
        public void repeated(boolean sent) {}
    }

    private static CallCommand received(String method, String branch) {
        var text =
                """
                %s sip:bob@example.com SIP/2.0
                Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK%s
                Max-Forwards: 70
                From: <sip:alice@example.net>;tag=a1
                To: <sip:bob@example.com>
                Call-ID: call-1
                CSeq: %d %s
                Content-Length: 0

                """
                        .formatted(method, branch, branch.hashCode() >>> 1, method)
                        .replace("\n", "\r\n");
        var octets = text.getBytes(StandardCharsets.ISO_8859_1);
        return new CallCommand.Received(
                (Request) new MessageParser(Limits.DEFAULT).parse(octets), FLOW, Receipt.NONE);
    }

    private String nextSent() throws InterruptedException {
        var message = sent.poll(20, TimeUnit.SECONDS);
        if (message == null) throw new AssertionError("nothing sent within 20 s");
        return message.startLine();
    }

    @Test
    void anAlarmThatWasOvertakenArmsNoOther() {
        var call = entity();
        call.tell(received("MESSAGE", "one"));
        call.tell(received("MESSAGE", "two"));
        aors.expectMessageClass(AorCommand.LookUp.class);
        aors.expectMessageClass(AorCommand.LookUp.class);
        int armed = alarms.get();
        assertThat(armed).isPositive();
        for (int i = 0; i < 5; i++) call.tell(CallCommand.Woken.WOKEN);
        call.tell(received("MESSAGE", "three"));
        aors.expectMessageClass(AorCommand.LookUp.class);
        assertThat(alarms).hasValue(armed);
    }

    /// The wall clock was set back, and the node follows it: its seconds are longer for a while
    /// than
    /// those that alarms go by.
    @Test
    void anAlarmThatIsEarlyByTheClockArmsAnother() {
        var call = entity();
        call.tell(received("MESSAGE", "one"));
        aors.expectMessageClass(AorCommand.LookUp.class);
        int armed = alarms.get();
        long delay = lastAlarm;
        wall -= 60_000;
        clock.follow();
        nanos += TimeUnit.MILLISECONDS.toNanos(delay);
        call.tell(CallCommand.Woken.WOKEN);
        call.tell(received("MESSAGE", "two"));
        aors.expectMessageClass(AorCommand.LookUp.class);
        assertThat(alarms.get()).isGreaterThan(armed);
        assertThat(lastAlarm).isPositive().isLessThan(delay);
    }

    @Test
    void aStateOfANodeWithAnotherClockHasAsMuchTimeLeftAsThere() throws Exception {
        leave(entity());
        long delay = lastAlarm;
        var left = table.take("call-1").orElseThrow();
        long there = clock.millis() + 40_000;
        var former =
                new Former(
                        "call-1",
                        left.state().shifted(40_000),
                        left.origin(),
                        left.passage(),
                        Optional.of(THERE),
                        Optional.empty(),
                        there);
        int armed = alarms.get();

        entity().tell(new CallCommand.Resume(former));

        handovers.expectMessageClass(HandoverCommand.TakenOver.class);
        aors.expectMessageClass(AorCommand.LookUp.class);
        assertThat(alarms.get()).isGreaterThan(armed);
        assertThat(lastAlarm).isEqualTo(delay);
    }

    @Test
    void whatCameInBetweenTheWishToStopAndTheStopGoesOnInTheNextIncarnation() throws Exception {
        var first = entity();
        first.tell(resume(CallState.NONE, new Passage(0, 0))); // nothing to do: it wants to stop
        leave(first);

        var second = entity();
        second.tell(received("MESSAGE", "two")); // came first, for the shard had kept it
        aors.expectMessageClass(AorCommand.LookUp.class);
        aors.expectMessageClass(AorCommand.LookUp.class);
        second.tell(resume(CallState.NONE, new Passage(0, 1)));
        calls.expectNoMessage(Duration.ofMillis(100));
        assertThat(directory.pending()).isEqualTo(1);
        assertThat(table.size()).isZero();
    }

    @Test
    void aCallIsGoneOnWithWhereItsStateIsTold() throws Exception {
        var former = leftByAnother();
        var call = entity();
        call.tell(new CallCommand.Resume(former));
        var asked = aors.expectMessageClass(AorCommand.LookUp.class);
        assertThat(handovers.expectMessageClass(HandoverCommand.TakenOver.class).former())
                .isEqualTo(former);
        asked.replyTo()
                .tell(new AorReply.Located(asked.transaction(), new LocationReply.Unregistered()));
        assertThat(nextSent()).isEqualTo("SIP/2.0 480 Temporarily Unavailable");
        call.tell(CallCommand.Stop.STOP);
        assertThat(handovers.expectMessageClass(HandoverCommand.Put.class).callId())
                .isEqualTo("call-1");
        assertThat(table.find("call-1").orElseThrow().passage()).isEqualTo(former.passage().next());
    }

    @Test
    void aStateThatComesAgainAfterItsCallHasEndedIsLetGoOfAndNothingElse() throws Exception {
        var former = leftByAnother();
        assertThat(table.adopt(former, 0)).isTrue();
        entity().tell(new CallCommand.Resume(former));
        handovers.expectMessageClass(HandoverCommand.TakenOver.class);
        assertThat(wishes.poll(20, TimeUnit.SECONDS)).isNotNull();
        aors.expectNoMessage(Duration.ofMillis(100));
    }

    @Test
    void theFirstWordInAShardThatHasJustComeWaitsForTheState() throws Exception {
        var former = leftByAnother();
        surroundings.become(new Surroundings.View(Set.of(THERE), List.of(THERE)));
        var call = entity();
        call.tell(received("MESSAGE", "two"));
        var asked = handovers.expectMessageClass(HandoverCommand.Ask.class);
        call.tell(received("MESSAGE", "three"));
        aors.expectNoMessage(Duration.ofMillis(100));
        asked.replyTo().tell(new HandoverReply.Found(Optional.of(former)));
        for (int i = 0; i < 3; i++) aors.expectMessageClass(AorCommand.LookUp.class);
        handovers.expectMessageClass(HandoverCommand.TakenOver.class);
        call.tell(new CallCommand.Resume(former)); // the holder had not heard yet
        handovers.expectMessageClass(HandoverCommand.TakenOver.class);
        // Soon they would be asked again for want of an answer.
        aors.expectNoMessage(Duration.ofMillis(20));
    }

    @Test
    void whereTheStateThatIsHeldHasBeenTakenOverHereBeforeTheCallBeginsAnew() throws Exception {
        var former = leftByAnother();
        assertThat(table.adopt(former, 0)).isTrue();
        surroundings.become(new Surroundings.View(Set.of(THERE), List.of(THERE)));
        entity().tell(received("MESSAGE", "two"));
        handovers
                .expectMessageClass(HandoverCommand.Ask.class)
                .replyTo()
                .tell(new HandoverReply.Found(Optional.of(former)));
        aors.expectMessageClass(AorCommand.LookUp.class);
        aors.expectNoMessage(Duration.ofMillis(100));
    }

    @Test
    void whereNobodyHoldsAStateTheCallBeginsAnew() {
        surroundings.become(new Surroundings.View(Set.of(THERE), List.of(THERE)));
        entity().tell(received("MESSAGE", "one"));
        handovers
                .expectMessageClass(HandoverCommand.Ask.class)
                .replyTo()
                .tell(new HandoverReply.Found(Optional.empty()));
        aors.expectMessageClass(AorCommand.LookUp.class);
    }

    @Test
    void theLastNodeLooksAmongTheCopiesThatItKeepsItself() throws Exception {
        var former = leftByAnother();
        copies.keep(Former.of("call-1", former.state(), former.passage()), THERE, 1, 0);
        surroundings.become(new Surroundings.View(Set.of(), List.of()));
        entity().tell(received("MESSAGE", "two"));
        handovers.expectMessageClass(HandoverCommand.Ask.class);
        aors.expectNoMessage(Duration.ofMillis(100));
    }

    @Test
    void whereNobodyKnowsNothingIsSaid() throws Exception {
        surroundings.become(new Surroundings.View(Set.of(THERE), List.of(THERE)));
        entity().tell(received("MESSAGE", "one"));
        handovers
                .expectMessageClass(HandoverCommand.Ask.class)
                .replyTo()
                .tell(new HandoverReply.Undecided());
        assertThat(wishes.poll(20, TimeUnit.SECONDS)).isNotNull();
        aors.expectNoMessage(Duration.ofMillis(100));
    }

    @Test
    void anInviteThatNobodyCouldKeepIsKeptWhenThereIsSomebody() throws Exception {
        keepsCopies = true;
        var call = entity();
        var wanted = wantedFor(call);
        surroundings.become(new Surroundings.View(Set.of(THERE), List.of(THERE)));
        wanted.entity().tell(new HandoverReply.KeeperLost());
        var kept = handovers.expectMessageClass(HandoverCommand.HaveKept.class);
        assertThat(kept.keeper()).isEqualTo(THERE);
        assertThat(kept.copy().transactions()).isEqualTo(1);
    }

    @Test
    void whoStopsNeedsNobodyToKeepItsCopy() throws Exception {
        keepsCopies = true;
        var call = entity();
        wantedFor(call);
        call.tell(CallCommand.Stop.STOP);
        assertThat(handovers.expectMessageClass(HandoverCommand.Left.class).callId())
                .isEqualTo("call-1");
        handovers.expectMessageClass(HandoverCommand.Put.class);
    }

    @Test
    void whoIsStoppedWithoutAWordLeavesItsStateAllTheSame() throws Exception {
        var call = entity();
        call.tell(received("INVITE", "one"));
        assertThat(nextSent()).isEqualTo("SIP/2.0 100 Trying");
        kit.stop(call);
        assertThat(handovers.expectMessageClass(HandoverCommand.Put.class).callId())
                .isEqualTo("call-1");
        assertThat(table.find("call-1")).isPresent();
    }

    @Test
    void aNodeThatCannotProveThatItOwnsTheCallDoesNothing() throws Exception {
        var former = leftByAnother();
        lease = Lease.none();
        var call = entity();
        call.tell(received("INVITE", "one"));
        assertThat(wishes.poll(20, TimeUnit.SECONDS)).isNotNull();
        call.tell(new CallCommand.Resume(former));
        call.tell(CallCommand.Woken.WOKEN);
        aors.expectNoMessage(Duration.ofMillis(100));
        handovers.expectNoMessage(Duration.ofMillis(1));
        assertThat(sent).isEmpty();
    }

    @Test
    void whatTheNodeItselfHasToSayWaitsForTheLease() throws Exception {
        var call = entity();
        call.tell(received("INVITE", "one"));
        aors.expectMessageClass(AorCommand.LookUp.class);
        Leases.end(lease);
        var gone = new CallCommand.EdgeGone("edge:1");
        call.tell(gone);
        assertThat(postponed.poll(20, TimeUnit.SECONDS)).isEqualTo(gone);
    }

    /// Has an entity forward an INVITE where nobody can keep a copy of it.
    private HandoverCommand.KeeperWanted wantedFor(ActorRef<CallCommand> call)
            throws MalformedException {
        call.tell(received("INVITE", "one"));
        var asked = aors.expectMessageClass(AorCommand.LookUp.class);
        var bob = Target.of(SipUri.parse("sip:bob@192.0.2.20"), Optional.empty());
        var found = new LocationReply.Found(List.of(bob));
        asked.replyTo().tell(new AorReply.Located(asked.transaction(), found));
        return handovers.expectMessageClass(HandoverCommand.KeeperWanted.class);
    }

    private static CallCommand resume(CallState state, Passage passage) {
        return new CallCommand.Resume(Former.of("call-1", state, passage));
    }

    /// Has an entity take an INVITE on, and stops it.
    private void leave(ActorRef<CallCommand> call) throws InterruptedException {
        call.tell(received("INVITE", "one"));
        assertThat(nextSent()).isEqualTo("SIP/2.0 100 Trying");
        aors.expectMessageClass(AorCommand.LookUp.class);
        call.tell(CallCommand.Stop.STOP);
        handovers.expectMessageClass(HandoverCommand.Put.class);
    }

    /// The state of such an entity, as if it had been on another node.
    private Former leftByAnother() throws InterruptedException {
        leave(entity());
        var left = table.find("call-1").orElseThrow();
        table.acknowledged("call-1", left.passage());
        return left;
    }
}
