package io.carillon.sharding.location;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.persistence.AorEvent;
import io.carillon.persistence.AorState;
import io.carillon.persistence.JournalHealth;
import io.carillon.persistence.Retention;
import io.carillon.sharding.Courier;
import io.carillon.sharding.flow.Receipt;
import io.carillon.sharding.location.AorServices.Authentication;
import io.carillon.sharding.membership.Lease;
import io.carillon.sharding.time.Alarms;
import io.carillon.sharding.time.NodeClock;
import io.carillon.sip.auth.Nonce;
import io.carillon.sip.auth.PasswordHashes;
import io.carillon.sip.auth.Secret;
import io.carillon.sip.location.Aor;
import io.carillon.sip.location.BindingEvent;
import io.carillon.sip.location.LocationReply;
import io.carillon.sip.location.Registers;
import io.carillon.sip.location.RegistrarSettings;
import io.carillon.sip.message.HeaderName;
import io.carillon.sip.message.Method;
import io.carillon.sip.message.Response;
import io.carillon.sip.proxy.LocalAnswers;
import io.carillon.sip.transaction.TransactionKey;
import io.carillon.sip.transport.Flow;

import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;
import org.apache.pekko.persistence.testkit.PersistenceTestKitSnapshotPlugin;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/// The entity over a journal in memory that fails when told to: what is stored, what is answered,
/// and in which order. The rules themselves are tested in `sip`.
class AorEntityTest {
    private static final Aor ALICE = new Aor("alice", "example.com");
    private static final String ID = "aor|alice@example.com";
    private static final Flow FLOW = Registers.udpFrom("192.0.2.4", 5060);
    private static final Secret SECRET = Secret.of("test");
    private static final PasswordHashes HASHES =
            PasswordHashes.of("alice", "example.com", "secret");

    private static ActorTestKit kit;
    private static PersistenceTestKit journal;

    private final SentResponses sent = new SentResponses();
    private final LongAdder registrations = new LongAdder();
    private Lease lease = Lease.forever();
    private final AtomicReference<String> trouble = new AtomicReference<>();
    private JournalGate gate = new JournalGate(() -> Optional.ofNullable(trouble.get()));
    private final AtomicInteger passivated = new AtomicInteger();
    private final AtomicInteger alarms = new AtomicInteger();

    @BeforeAll
    static void start() {
        var config =
                PersistenceTestKitPlugin.getInstance()
                        .config()
                        .withFallback(PersistenceTestKitSnapshotPlugin.config())
                        .withFallback(com.typesafe.config.ConfigFactory.load());
        kit = ActorTestKit.create("aor-entity", config);
        journal = PersistenceTestKit.create(kit.system());
    }

    @AfterAll
    static void stop() {
        kit.shutdownTestKit();
    }

    @BeforeEach
    void clear() {
        journal.clearAll();
        journal.resetPolicy();
    }

    private AorServices services(boolean authenticate, Alarms wheel) {
        return services(authenticate, wheel, RegistrarSettings.DEFAULT);
    }

    private AorServices services(boolean authenticate, Alarms wheel, RegistrarSettings registrar) {
        var mac = SECRET.mac("answers");
        return new AorServices(
                registrar,
                new Authentication(authenticate, SECRET.mac("requests"), 300_000),
                new LocalAnswers(mac, new Nonce(SECRET.mac("nonce"), 300_000)),
                sent,
                wheel,
                new NodeClock(),
                gate,
                Retention.EMBEDDED,
                registrations,
                lease,
                Courier.ACTOR_SYSTEM);
    }

    private ActorRef<AorCommand> entity(boolean authenticate) {
        return entity(authenticate, RegistrarSettings.DEFAULT);
    }

    private ActorRef<AorCommand> entity(boolean authenticate, RegistrarSettings registrar) {
        Alarms none =
                new Alarms() {
                    @Override
                    public <T> void after(long delayMillis, ActorRef<T> target, T message) {
                        alarms.incrementAndGet();
                    }
                };
        var services = services(authenticate, none, registrar);
        return ShardStandIn.spawn(
                kit, passivated, () -> AorEntity.create(ALICE.toString(), services));
    }

    private static AorCommand register(String callId, long cseq, String lines) {
        return new AorCommand.Register(
                ALICE, Registers.register(callId, cseq, lines), FLOW, Receipt.NONE);
    }

    private static int stored() {
        return journal.persistedInStorage(ID).size();
    }

    private AorReply ask(ActorRef<AorCommand> entity) {
        var probe = kit.<AorReply>createTestProbe();
        entity.tell(new AorCommand.LookUp(ALICE, key("z9hG4bK1"), probe.getRef()));
        return probe.receiveMessage();
    }

    private static TransactionKey key(String branch) {
        return new TransactionKey(branch, "192.0.2.4", Method.INVITE);
    }

    private static AorReply located(LocationReply reply) {
        return new AorReply.Located(key("z9hG4bK1"), reply);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Contact: <sip:alice@192.0.2.4>;expires=0", "Contact: *\nExpires: 0"})
    void aContactThatHasExpiredIsRemovedForGoodAllTheSame(String removal) throws Exception {
        var alice = entity(false, new RegistrarSettings(1, 7200, 3600, 10, 100));
        alice.tell(register("c1", 1, "Contact: <sip:alice@192.0.2.4>;expires=1"));
        assertThat(sent.next().status()).isEqualTo(200);
        Thread.sleep(1_100);
        alice.tell(register("c1", 2, removal));
        assertThat(sent.next().status()).isEqualTo(200);
        assertThat(stored()).isEqualTo(2); // else a restart would find it within its lease
    }

    @Test
    void aRegistrationIsStoredAnsweredAndFound() throws Exception {
        var alice = entity(false);
        alice.tell(register("c1", 1, "Contact: <sip:alice@192.0.2.4>;q=0.5"));
        var answer = sent.next();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers().values(HeaderName.CONTACT))
                .containsExactly("<sip:alice@192.0.2.4>;q=0.5;expires=3600");
        assertThat(journal.persistedInStorage(ID))
                .singleElement()
                .isInstanceOfSatisfying(
                        AorEvent.ContactChanged.class,
                        event -> assertThat(event.change()).isInstanceOf(BindingEvent.Bound.class));
        assertThat(ask(alice))
                .isInstanceOfSatisfying(
                        AorReply.Located.class,
                        reply ->
                                assertThat(((LocationReply.Found) reply.reply()).targets())
                                        .singleElement()
                                        .satisfies(t -> assertThat(t.q()).isEqualTo(500)));
        assertThat(registrations.sum()).isEqualTo(1);
        assertThat(alarms.get()).isPositive();
    }

    @Test
    void aNodeWithoutALeaseStoresAndSaysNothing() {
        lease = Lease.none();
        var alice = entity(false);
        alice.tell(register("c1", 1, "Contact: <sip:alice@192.0.2.4>"));
        var probe = kit.<AorReply>createTestProbe();
        alice.tell(new AorCommand.LookUp(ALICE, key("z9hG4bK1"), probe.getRef()));
        probe.expectNoMessage();
        assertThat(stored()).isZero();
    }

    @Test
    void aRefreshIsAnsweredWithoutAWriteAndARestartForgetsNothing() throws Exception {
        var alice = entity(false);
        for (int cseq = 1; cseq <= 5; cseq++) {
            alice.tell(register("c1", cseq, "Contact: <sip:alice@192.0.2.4>"));
            assertThat(sent.next().status()).isEqualTo(200);
        }
        // The lease is twice the time granted, and the clock moves on by next to nothing.
        assertThat(stored()).isEqualTo(1);
        kit.stop(alice);
        assertThat(registrations.sum()).isZero();
        var again = entity(false);
        assertThat(ask(again)).isInstanceOf(AorReply.Located.class).isNotEqualTo(unknown());
        assertThat(registrations.sum()).isEqualTo(1);
    }

    private static AorReply unknown() {
        return located(new LocationReply.Unknown());
    }

    @Test
    void whoWasRegisteredOnceIsUnavailableAndWhoNeverWasIsUnknown() throws Exception {
        var alice = entity(false);
        assertThat(ask(alice)).isEqualTo(unknown());
        assertThat(ask(alice)).isEqualTo(unknown());
        assertThat(passivated.get()).isPositive(); // nothing is kept of whom nobody knows
        alice.tell(register("c1", 1, "Contact: <sip:alice@192.0.2.4>"));
        alice.tell(register("c1", 2, "Contact: *\nExpires: 0"));
        sent.next();
        assertThat(sent.next().headers().has(HeaderName.CONTACT)).isFalse();
        assertThat(ask(alice)).isEqualTo(located(new LocationReply.Unregistered()));
        assertThat(registrations.sum()).isZero();
    }

    @Test
    void whatCannotBeStoredIsNotAcceptedAndOthersAreAnsweredMeanwhile() throws Exception {
        var alice = entity(false);
        journal.failNextPersisted(ID);
        alice.tell(register("c1", 1, "Contact: <sip:alice@192.0.2.4>"));
        var failed = sent.next();
        assertThat(failed.status()).isEqualTo(503);
        assertThat(failed.headers().value(HeaderName.RETRY_AFTER).orElseThrow())
                .matches("[5-9]|1[0-2]");
        assertThat(ask(alice)).isEqualTo(new AorReply.Failed(key("z9hG4bK1")));
        assertThat(registrations.sum()).isZero();
        Thread.sleep(600);
        alice.tell(register("c1", 2, "Contact: <sip:alice@192.0.2.4>"));
        assertThat(sent.next().status()).isEqualTo(200);
    }

    /// What a write that failed has left may be found later, in front of a refresh.
    @Test
    void afterAFailedWriteARefreshIsStoredToo() throws Exception {
        var alice = entity(false);
        alice.tell(register("c1", 1, "Contact: <sip:alice@192.0.2.4>"));
        assertThat(sent.next().status()).isEqualTo(200);
        journal.failNextPersisted(ID);
        alice.tell(register("c1", 2, "Contact: <sip:alice@192.0.2.4>;expires=0"));
        assertThat(sent.next().status()).isEqualTo(503);
        for (int i = 0; i < 100 && registrations.sum() == 0; i++) Thread.sleep(20);
        assertThat(stored()).isEqualTo(1);
        alice.tell(register("c1", 3, "Contact: <sip:alice@192.0.2.4>"));
        assertThat(sent.next().status()).isEqualTo(200);
        assertThat(stored()).isEqualTo(2);
        // This one gives it its whole lease again, and the next needs no write.
        for (int cseq = 4; cseq <= 6; cseq++) {
            Thread.sleep(5);
            alice.tell(register("c1", cseq, "Contact: <sip:alice@192.0.2.4>"));
            assertThat(sent.next().status()).isEqualTo(200);
        }
        assertThat(stored()).isEqualTo(3);
    }

    @Test
    void aRejectedWriteIsNotAcceptedAndTheEntityGoesOn() throws Exception {
        var alice = entity(false);
        alice.tell(register("c1", 1, "Contact: <sip:alice@192.0.2.4>"));
        assertThat(sent.next().status()).isEqualTo(200);
        journal.rejectNextPersisted(ID);
        alice.tell(register("c1", 2, "Contact: <sip:alice@192.0.2.5>"));
        assertThat(sent.next().status()).isEqualTo(503);
        var found = kit.<BindingsReply>createTestProbe();
        for (int i = 0; i < 100 && registrations.sum() == 0; i++) Thread.sleep(20);
        alice.tell(new AorCommand.GetBindings(ALICE, found.getRef()));
        assertThat(found.receiveMessage().bindings())
                .singleElement()
                .satisfies(b -> assertThat(b.contact().uri()).isEqualTo("sip:alice@192.0.2.4"));
        assertThat(registrations.sum()).isEqualTo(1);
    }

    @Test
    void whoseWriteFailedIsReachableWhereHeWasBefore() throws Exception {
        var alice = withAccount();
        var nonce = Digests.nonceOf(challengeOf(alice, ""));
        var first = Digests.authorization("alice", "secret", nonce, "00000001");
        alice.tell(register("c1", 1, "Contact: <sip:alice@192.0.2.4>\n" + first));
        assertThat(sent.next().status()).isEqualTo(200);
        var before = ask(alice);
        journal.failNextPersisted(ID);
        var second = Digests.authorization("alice", "secret", nonce, "00000002");
        alice.tell(register("c1", 2, "Contact: <sip:alice@192.0.2.5>\n" + second));
        assertThat(sent.next().status()).isEqualTo(503);
        assertThat(ask(alice)).isEqualTo(before);
        var right = Digests.credentials("alice", "secret", nonce, "00000003");
        assertThat(authenticate(alice, "z9hG4bK1", right))
                .isEqualTo(answer("z9hG4bK1", true, false));
        assertThat(authenticate(alice, "z9hG4bK2", right))
                .isEqualTo(answer("z9hG4bK2", false, true));
    }

    @Test
    void whoWouldHaveToBeReadFromAJournalInTroubleIsRefusedAtOnce() throws Exception {
        gate =
                new JournalGate(
                        new JournalHealth() {
                            @Override
                            public Optional<String> trouble() {
                                return Optional.ofNullable(trouble.get());
                            }

                            @Override
                            public boolean noticesRecovery() {
                                return true;
                            }
                        });
        trouble.set("away");
        var alice = entity(false);
        alice.tell(register("c1", 1, "Contact: <sip:alice@192.0.2.4>"));
        assertThat(sent.next().status()).isEqualTo(503);
        trouble.set(null);
        alice.tell(register("c1", 2, "Contact: <sip:alice@192.0.2.4>"));
        assertThat(sent.next().status()).isEqualTo(200);
        trouble.set("away");
        alice.tell(register("c2", 1, "Contact: <sip:alice@192.0.2.5>"));
        assertThat(sent.next().status()).isEqualTo(503);
        assertThat(ask(alice)).isInstanceOf(AorReply.Located.class);
    }

    @Test
    void whileTheJournalIsInTroubleLoadedUsersStayReachable() throws Exception {
        var alice = entity(false);
        alice.tell(register("c1", 1, "Contact: <sip:alice@192.0.2.4>"));
        assertThat(sent.next().status()).isEqualTo(200);
        trouble.set("disk full");
        // Somebody else tries just now whether the trouble is over.
        assertThat(gate.mayWrite(new NodeClock().millis())).isTrue();
        alice.tell(register("c2", 1, "Contact: <sip:alice@192.0.2.5>"));
        assertThat(sent.next().status()).isEqualTo(503);
        alice.tell(register("c1", 2, "Contact: <sip:alice@192.0.2.4>"));
        assertThat(sent.next().status()).isEqualTo(200);
        assertThat(ask(alice)).isInstanceOf(AorReply.Located.class);
        assertThat(stored()).isEqualTo(1);
    }

    @Test
    void inTroubleOneWriteASecondIsTried() {
        assertThat(gate.mayWrite(1_000)).isTrue();
        assertThat(gate.mayWrite(1_000)).isTrue();
        trouble.set("disk full");
        assertThat(gate.mayWrite(1_000)).isTrue();
        assertThat(gate.mayWrite(1_999)).isFalse();
        assertThat(gate.mayWrite(2_000)).isTrue();
    }

    @Test
    void whoCannotBeReadIsAnsweredFor() throws Exception {
        journal.failNextRead(ID);
        var alice = entity(false);
        alice.tell(register("c1", 1, "Contact: <sip:alice@192.0.2.4>"));
        Thread.sleep(100); // reading has failed, and is tried again after 200 ms at the earliest
        alice.tell(register("c2", 1, "Contact: <sip:alice@192.0.2.5>"));
        assertThat(sent.next().status()).isEqualTo(503);
        assertThat(ask(alice)).isEqualTo(new AorReply.Failed(key("z9hG4bK1")));
        // What waited for the reading is done when it succeeds.
        assertThat(sent.next().status()).isEqualTo(200);
    }

    @Test
    void theRightPasswordRegistersOnceForEachChallengeAndCount() throws Exception {
        var alice = withAccount();
        var nonce = Digests.nonceOf(challengeOf(alice, "Contact: <sip:alice@192.0.2.4>"));
        var lines = "Contact: <sip:alice@192.0.2.4>\n";
        var first = lines + Digests.authorization("alice", "secret", nonce, "00000001");
        alice.tell(register("c1", 2, first));
        assertThat(sent.next().status()).isEqualTo(200);
        // The same request once more, as UDP repeats it, changes nothing and is answered alike.
        alice.tell(register("c1", 2, first));
        assertThat(sent.next().status()).isEqualTo(200);
        // The same credentials in another request are a replay.
        alice.tell(register("c2", 1, "Contact: <sip:thief@203.0.113.6>\n" + first));
        var replay = sent.next();
        assertThat(replay.status()).isEqualTo(401);
        assertThat(replay.headers().value(HeaderName.WWW_AUTHENTICATE).orElseThrow())
                .contains("stale=true")
                .doesNotContain(nonce);
        var second = Digests.authorization("alice", "secret", nonce, "00000002");
        alice.tell(register("c1", 3, lines + second));
        assertThat(sent.next().status()).isEqualTo(200);
    }

    @Test
    void aRepeatedRequestThatWasNotStoredOrWasUndoneIsNeitherAcceptedNorApplied() throws Exception {
        var alice = withAccount();
        var nonce = Digests.nonceOf(challengeOf(alice, ""));
        var contact = "Contact: <sip:alice@192.0.2.4>";
        var bind = Digests.authorization("alice", "secret", nonce, "00000001");
        trouble.set("disk full");
        assertThat(gate.mayWrite(new NodeClock().millis())).isTrue();
        alice.tell(register("c1", 2, contact + "\n" + bind));
        assertThat(sent.next().status()).isEqualTo(503);
        trouble.set(null);
        alice.tell(register("c1", 2, contact + "\n" + bind));
        assertThat(sent.next().status()).isEqualTo(401);
        var again = Digests.authorization("alice", "secret", nonce, "00000002");
        alice.tell(register("c1", 3, contact + "\n" + again));
        assertThat(sent.next().status()).isEqualTo(200);
        var end = Digests.authorization("alice", "secret", nonce, "00000003");
        alice.tell(register("c1", 4, contact + ";expires=0\n" + end));
        assertThat(sent.next().status()).isEqualTo(200);
        alice.tell(register("c1", 3, contact + "\n" + again));
        assertThat(sent.next().status()).isEqualTo(401);
        assertThat(registrations.sum()).isZero();
    }

    @Test
    void anAccountThatIsSetAgainUnchangedCostsNoWrite() {
        var alice = withAccount();
        assertThat(stored()).isEqualTo(1);
        var probe = kit.<AccountReply>createTestProbe();
        alice.tell(new AorCommand.SetCredentials(ALICE, HASHES, probe.getRef()));
        assertThat(probe.receiveMessage()).isEqualTo(new AccountReply.Exists(ALICE));
        assertThat(stored()).isEqualTo(1);
    }

    private ActorRef<AorCommand> withAccount() {
        var alice = entity(true);
        var probe = kit.<AccountReply>createTestProbe();
        alice.tell(new AorCommand.SetCredentials(ALICE, HASHES, probe.getRef()));
        assertThat(probe.receiveMessage()).isEqualTo(new AccountReply.Exists(ALICE));
        return alice;
    }

    private Response challengeOf(ActorRef<AorCommand> alice, String lines) throws Exception {
        alice.tell(register("c1", 1, lines));
        var challenge = sent.next();
        assertThat(challenge.status()).isEqualTo(401);
        return challenge;
    }

    @Test
    void aWrongPasswordIsChallengedAgainAndAnotherUsersNameRefused() throws Exception {
        var alice = withAccount();
        var nonce = Digests.nonceOf(challengeOf(alice, "Contact: <sip:alice@192.0.2.4>"));
        var wrong = Digests.authorization("alice", "guess", nonce, "00000001");
        var again = challengeOf(alice, "Contact: <sip:alice@192.0.2.4>\n" + wrong);
        assertThat(again.headers().value(HeaderName.WWW_AUTHENTICATE).orElseThrow())
                .doesNotContain("stale");
        var other = Digests.authorization("bob", "secret", nonce, "00000001");
        alice.tell(register("c1", 2, "Contact: <sip:alice@192.0.2.4>\n" + other));
        assertThat(sent.next().status()).isEqualTo(403);
        alice.tell(register("c1", 3, "Authorization: Digest username=\"alice\", realm=\"x"));
        assertThat(sent.next().status()).isEqualTo(400);
    }

    @Test
    void credentialsOfACallAreCheckedAndCounted() throws Exception {
        var alice = withAccount();
        var nonce = Digests.nonceOf(challengeOf(alice, ""));
        var right = Digests.credentials("alice", "secret", nonce, "00000001");
        assertThat(authenticate(alice, "z9hG4bK1", right))
                .isEqualTo(answer("z9hG4bK1", true, false));
        assertThat(authenticate(alice, "z9hG4bK1", right))
                .isEqualTo(answer("z9hG4bK1", true, false));
        assertThat(authenticate(alice, "z9hG4bK2", right))
                .isEqualTo(answer("z9hG4bK2", false, true));
        var wrong = Digests.credentials("alice", "guess", nonce, "00000002");
        assertThat(authenticate(alice, "z9hG4bK3", wrong))
                .isEqualTo(answer("z9hG4bK3", false, false));
    }

    private static AorReply answer(String branch, boolean right, boolean stale) {
        return new AorReply.Authenticated(key(branch), right, stale);
    }

    private AorReply authenticate(
            ActorRef<AorCommand> alice,
            String branch,
            io.carillon.sip.auth.DigestCredentials credentials) {
        var probe = kit.<AorReply>createTestProbe();
        alice.tell(
                new AorCommand.Authenticate(
                        ALICE, key(branch), credentials, Method.REGISTER, probe.getRef()));
        return probe.receiveMessage();
    }

    @Test
    void removingAnAccountTakesItsBindingsAlong() throws Exception {
        var alice = withAccount();
        var nonce = Digests.nonceOf(challengeOf(alice, ""));
        var line = Digests.authorization("alice", "secret", nonce, "00000001");
        alice.tell(register("c1", 2, "Contact: <sip:alice@192.0.2.4>\n" + line));
        assertThat(sent.next().status()).isEqualTo(200);
        var probe = kit.<AccountReply>createTestProbe();
        alice.tell(new AorCommand.RemoveAccount(ALICE, probe.getRef()));
        assertThat(probe.receiveMessage()).isEqualTo(new AccountReply.Absent(ALICE));
        assertThat(ask(alice)).isEqualTo(unknown());
        assertThat(registrations.sum()).isZero();
        var state = AorState.EMPTY;
        for (var event : journal.persistedInStorage(ID)) state = state.after((AorEvent) event);
        assertThat(state).isEqualTo(AorState.EMPTY);
    }

    @Test
    void persistenceIdsHoldAnyUser() {
        var odd = new Aor("a|b%\0", "example.com");
        var wheel =
                new Alarms() {
                    @Override
                    public <T> void after(long delayMillis, ActorRef<T> target, T message) {}
                };
        var services = services(false, wheel);
        var entity =
                ShardStandIn.spawn(
                        kit, passivated, () -> AorEntity.create(odd.toString(), services));
        var probe = kit.<AorReply>createTestProbe();
        entity.tell(new AorCommand.LookUp(odd, key("z9hG4bK1"), probe.getRef()));
        assertThat(probe.receiveMessage()).isEqualTo(unknown());
        assertThat(PersistenceId.ofUniqueId(ID).id()).isEqualTo(ID);
    }
}
