package io.carillon.sharding.location;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;

import io.carillon.persistence.EventStore;
import io.carillon.sharding.Courier;
import io.carillon.sharding.flow.Receipt;
import io.carillon.sharding.location.AorServices.Authentication;
import io.carillon.sharding.membership.Lease;
import io.carillon.sharding.time.Alarms;
import io.carillon.sharding.time.NodeClock;
import io.carillon.sip.auth.Nonce;
import io.carillon.sip.auth.Secret;
import io.carillon.sip.location.Aor;
import io.carillon.sip.location.Binding;
import io.carillon.sip.location.Registers;
import io.carillon.sip.location.RegistrarSettings;
import io.carillon.sip.message.HeaderName;
import io.carillon.sip.proxy.LocalAnswers;

import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/// The entities of a registrar over whatever journal is configured, and phones that register with
/// them, in a time that goes on only when it is told to: years pass in seconds.
///
/// One incarnation of a node; the next one begins when this one has ended. For one thread.
public final class RegistrarInTime implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Secret SECRET = Secret.of("a secret of tests");
    private static final int EXPIRES_SECONDS = 7200;

    /// A phone that asks for two hours refreshes when half of them is over.
    private static final Duration REFRESH = Duration.ofHours(1);

    /// How many refreshes there are in a year.
    public static final int A_YEAR = 365 * 24;

    /// It starts anew once a week, as another that nobody knows: with a new address and Call-ID.
    private static final int REFRESHES_OF_AN_ADDRESS = 7 * 24;

    private final ActorTestKit kit;
    private final EventStore store;
    private final AtomicLong nanos = new AtomicLong();
    private final NodeClock clock;
    private final SentResponses sent = new SentResponses();
    private final AorServices services;
    private final Map<Aor, ActorRef<AorCommand>> entities = new HashMap<>();

    /// Starts the journal, and waits for it.
    ///
    /// @param begin the time then, which no earlier incarnation may have passed
    public RegistrarInTime(String name, Config config, Instant begin) {
        kit = ActorTestKit.create(name, config);
        store = EventStore.of(kit.system());
        clock = new NodeClock(begin::toEpochMilli, nanos::get);
        services =
                new AorServices(
                        RegistrarSettings.DEFAULT,
                        Authentication.none(SECRET.mac("requests")),
                        new LocalAnswers(
                                SECRET.mac("answers"), new Nonce(SECRET.mac("nonce"), 300_000)),
                        sent,
                        new NoAlarms(),
                        clock,
                        new JournalGate(store.health()),
                        store.retention(),
                        new LongAdder(),
                        Lease.forever(),
                        Courier.ACTOR_SYSTEM);
    }

    /// Entities look at the time whenever they are spoken to.
    private static final class NoAlarms implements Alarms {
        @Override
        public <T> void after(long delayMillis, ActorRef<T> target, T message) {}
    }

    /// The journal.
    public EventStore store() {
        return store;
    }

    /// The time that entities read.
    public Instant now() {
        return Instant.ofEpochMilli(clock.millis());
    }

    /// Lets time go on.
    public void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    // --- phones ---------------------------------------------------------------------------------

    /// The contact of a user's phone at the n-th of its addresses, from 0.
    public static String contact(Aor user, int address) {
        return "sip:%s@192.0.2.7:%d".formatted(user.user(), 10_000 + address);
    }

    /// Registers phones of these users for two hours, all at the same time, and sees them accepted.
    ///
    /// @param address which of its addresses each has now, from 0
    public void register(List<Aor> users, int address) throws InterruptedException {
        // The phone goes on counting whatever becomes of the node.
        long cseq = now().getEpochSecond();
        for (var user : users) {
            var lines =
                    "Contact: <%s>;expires=%d".formatted(contact(user, address), EXPIRES_SECONDS);
            var request = Registers.register(user.user() + address, cseq, lines);
            var flow = Registers.udpFrom("192.0.2.7", 10_000 + address);
            entity(user).tell(new AorCommand.Register(user, request, flow, Receipt.NONE));
        }
        for (int i = 0; i < users.size(); i++) {
            var response = sent.next();
            assertThat(response.status()).as("%s", response).isEqualTo(200);
            assertThat(response.headers().values(HeaderName.CONTACT))
                    .anyMatch(it -> it.endsWith(";expires=" + EXPIRES_SECONDS));
        }
    }

    /// Lives through that many refreshes of a user's phone, each an hour after the one before;
    /// it has a new address every week.
    ///
    /// @param before how many there have been before
    /// @return how many there have been now
    public int refresh(Aor user, int before, int times) throws InterruptedException {
        for (int i = before; i < before + times; i++) {
            register(List.of(user), i / REFRESHES_OF_AN_ADDRESS);
            pass(REFRESH);
        }
        return before + times;
    }

    /// How many of so many refreshes are stored: within a lease of four hours two in three are not.
    /// A new address begins a lease, and a week has as many refreshes as can be divided by three.
    public static long writesOf(int refreshes) {
        return (refreshes + 2L) / 3;
    }

    /// Sees that a user who has not been spoken to is found within a second or two where the phone
    /// was last, and nowhere else: after so many refreshes.
    public void findsAtItsLastAddress(Aor user, int refreshes) {
        long began = System.nanoTime();
        var found = bindings(List.of(user)).getFirst();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
        var last = contact(user, (refreshes - 1) / REFRESHES_OF_AN_ADDRESS);
        assertThat(found)
                .singleElement()
                .satisfies(
                        it -> {
                            assertThat(it.contact().uri()).isEqualTo(last);
                            // An hour after it was granted two.
                            assertThat(it.expiresAt())
                                    .isBetween(
                                            clock.millis() + REFRESH.toMillis(),
                                            clock.millis() + 2 * EXPIRES_SECONDS * 1000L);
                        });
    }

    /// The bindings of these users now, all asked for at the same time.
    public List<List<Binding>> bindings(List<Aor> users) {
        var probes = new ArrayList<TestProbe<BindingsReply>>();
        for (var user : users) {
            var probe = kit.<BindingsReply>createTestProbe();
            entity(user).tell(new AorCommand.GetBindings(user, probe.getRef()));
            probes.add(probe);
        }
        return probes.stream().map(it -> it.receiveMessage(PATIENCE).bindings()).toList();
    }

    private ActorRef<AorCommand> entity(Aor user) {
        return entities.computeIfAbsent(
                user,
                _ ->
                        ShardStandIn.spawn(
                                kit,
                                new AtomicInteger(),
                                () -> AorEntity.create(user.toString(), services)));
    }

    /// Ends the node in order.
    @Override
    public void close() {
        kit.shutdownTestKit();
    }
}
