package io.carillon.sharding.handover;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;

import io.carillon.sharding.Courier;
import io.carillon.sharding.handover.HandoverCommand.BetweenNodes;
import io.carillon.sharding.handover.HandoverCommand.Forget;
import io.carillon.sharding.handover.HandoverCommand.HaveForgotten;
import io.carillon.sharding.handover.HandoverCommand.HaveKept;
import io.carillon.sharding.handover.HandoverCommand.Keep;
import io.carillon.sharding.handover.HandoverCommand.Kept;
import io.carillon.sharding.handover.HandoverCommand.Signal;
import io.carillon.sharding.time.NodeClock;
import io.carillon.sip.proxy.CallState;

import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// Goal: what the keeper of a copy need not know at once goes with the next copy, and is never late
/// where that would matter.
///
/// Method: the actor in a cluster of its own; what it tells other nodes is caught on its way.
class HandoverActorTest {
    private static final NodeId KEEPER = new NodeId("127.0.0.9:7355", 9);
    private static final Passage PASSAGE = new Passage(7, 0);

    private final ActorTestKit kit =
            ActorTestKit.create(
                    "handover",
                    ConfigFactory.parseString(
                                    """
                                    pekko.actor.provider = cluster
                                    pekko.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
                                    pekko.cluster.jmx.enabled = off
                                    pekko.loglevel = WARNING
                                    """)
                            .withFallback(ConfigFactory.load()));
    private final BlockingQueue<BetweenNodes> told = new LinkedBlockingQueue<>();
    private final BlockingQueue<Former> resumed = new LinkedBlockingQueue<>();
    private final DrainingNodes draining = new DrainingNodes();
    private final HandoverTable table = new HandoverTable(HandoverActor.self(kit.system()));
    private final TestProbe<HandoverReply> entity = kit.createTestProbe();
    private final ActorRef<HandoverCommand> actor = kit.spawn(HandoverActor.create(parts()));

    private HandoverActor.Parts parts() {
        var self = HandoverActor.self(kit.system());
        return new HandoverActor.Parts(
                table,
                new CopyTable(self, 60_000),
                new Surroundings(),
                draining,
                new NodeClock(),
                () -> true,
                new Courier() {
                    @Override
                    public <T> void tell(ActorRef<T> recipient, T message) {
                        told.add((BetweenNodes) message);
                    }
                },
                resumed::add);
    }

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    private Keep keep(String callId) throws InterruptedException {
        actor.tell(new HaveKept(callId, CallState.NONE, PASSAGE, KEEPER, entity.ref()));
        return (Keep) next();
    }

    private void keptBy(String callId, boolean readsForgets) {
        actor.tell(new Kept(callId, PASSAGE, KEEPER, readsForgets));
        entity.receiveMessage();
    }

    private void forget(String callId, boolean urgent) {
        actor.tell(new HaveForgotten(callId, PASSAGE, KEEPER, urgent));
    }

    private BetweenNodes next() throws InterruptedException {
        var message = told.poll(5, TimeUnit.SECONDS);
        assertThat(message).as("what another node is told").isNotNull();
        return message;
    }

    private static Forget forgotten(String callId, Keep copy) {
        return new Forget(callId, PASSAGE, copy.number());
    }

    @Test
    void whatNeedNotBeKnownAtOnceGoesWithTheNextCopy() throws Exception {
        var first = keep("call-1");
        keptBy("call-1", true);
        forget("call-1", false);
        assertThat(keep("call-2").forgets()).containsExactly(forgotten("call-1", first));
        assertThat(keep("call-3").forgets()).isEmpty();
    }

    @Test
    void aCopySaysByWhichClockItsTimesAre() throws Exception {
        long before = System.currentTimeMillis();
        assertThat(keep("call-1").sentAt()).isBetween(before - 1_000, before + 10_000);
    }

    @Test
    void withoutANextCopyItIsSaidSoonAllTheSame() throws Exception {
        var first = keep("call-1");
        keptBy("call-1", true);
        forget("call-1", false);
        assertThat(next()).isEqualTo(forgotten("call-1", first));
    }

    @Test
    void aNodeOfTheReleaseBeforeIsToldByItselfAtOnce() throws Exception {
        var first = keep("call-1");
        keptBy("call-1", false);
        forget("call-1", false);
        actor.tell(new HaveKept("call-2", CallState.NONE, PASSAGE, KEEPER, entity.ref()));
        assertThat(next()).isEqualTo(forgotten("call-1", first));
        assertThat(((Keep) next()).forgets()).isEmpty();
    }

    @Test
    void whatIsUrgentDoesNotWait() throws Exception {
        var first = keep("call-1");
        keptBy("call-1", true);
        forget("call-1", true);
        actor.tell(new HaveKept("call-2", CallState.NONE, PASSAGE, KEEPER, entity.ref()));
        assertThat(next()).isEqualTo(forgotten("call-1", first));
        assertThat(((Keep) next()).forgets()).isEmpty();
    }

    @Test
    void aNodeThatIsAboutToLeaveSaysItAllAndLetsNothingWait() throws Exception {
        var copies = List.of(keep("call-1"), keep("call-2"));
        keptBy("call-1", true);
        forget("call-1", false);
        actor.tell(Signal.DRAIN);
        forget("call-2", false);
        actor.tell(new HaveKept("call-3", CallState.NONE, PASSAGE, KEEPER, entity.ref()));

        var said = new ArrayList<BetweenNodes>();
        for (int i = 0; i < 3; i++) said.add(next());
        assertThat(said)
                .startsWith(forgotten("call-1", copies.get(0)), forgotten("call-2", copies.get(1)))
                .last()
                .isInstanceOfSatisfying(Keep.class, copy -> assertThat(copy.forgets()).isEmpty());
    }

    @Test
    void aCopyThatNobodyHasIsKeptOnceMore() throws Exception {
        keep("call-1");
        keep("call-2");
        keptBy("call-1", true);
        entity.expectMessageClass(HandoverReply.Unkept.class, Duration.ofSeconds(5));
        entity.expectNoMessage(Duration.ofMillis(300));
    }

    private void leave(String callId) {
        table.put(Formers.moved(callId, 7, 0), 0);
        actor.tell(new HandoverCommand.Put(callId));
    }

    @Test
    void theLastNodeThatLeavesDoesNotAskItselfToGoOn() throws Exception {
        leave("call-1");
        assertThat(resumed.poll(5, TimeUnit.SECONDS)).isNotNull();

        actor.tell(Signal.DRAIN);
        leave("call-2");
        assertThat(resumed.poll(500, TimeUnit.MILLISECONDS)).isNull();
    }
}
