package io.carillon.sharding.location;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;

import io.carillon.persistence.Retention;
import io.carillon.persistence.embedded.EmbeddedPersistence;
import io.carillon.sharding.Courier;
import io.carillon.sharding.EntityTypes;
import io.carillon.sharding.flow.Receipt;
import io.carillon.sharding.handover.DrainingNodes;
import io.carillon.sharding.location.AorServices.Authentication;
import io.carillon.sharding.membership.Lease;
import io.carillon.sharding.time.Alarms;
import io.carillon.sharding.time.NodeClock;
import io.carillon.sip.auth.Nonce;
import io.carillon.sip.auth.PasswordHashes;
import io.carillon.sip.auth.Secret;
import io.carillon.sip.location.Aor;
import io.carillon.sip.location.LocationReply;
import io.carillon.sip.location.Registers;
import io.carillon.sip.location.RegistrarSettings;
import io.carillon.sip.message.HeaderName;
import io.carillon.sip.message.Method;
import io.carillon.sip.proxy.LocalAnswers;
import io.carillon.sip.transaction.TransactionKey;

import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/// Entities behind a real shard region over the real embedded journal: what was answered 200 is
/// there after the node has gone and come back.
class AorShardingTest {
    private static final Secret SECRET = Secret.of("test");
    private static final int USERS = 50;

    @TempDir Path directory;

    /// One incarnation of a node.
    private final class Node implements AutoCloseable {
        final ActorTestKit kit = ActorTestKit.create("carillon", config(directory));
        final SentResponses sent = new SentResponses();
        final LongAdder registrations = new LongAdder();
        final ActorRef<AorCommand> region;

        Node(RegistrarSettings registrar) {
            var system = kit.system();
            var cluster = Cluster.get(system);
            cluster.manager().tell(Join.create(cluster.selfMember().address()));
            Alarms alarms =
                    new Alarms() {
                        @Override
                        public <T> void after(long delayMillis, ActorRef<T> target, T message) {
                            system.scheduler()
                                    .scheduleOnce(
                                            Duration.ofMillis(delayMillis),
                                            () -> target.tell(message),
                                            system.executionContext());
                        }
                    };
            var services =
                    new AorServices(
                            registrar,
                            Authentication.none(SECRET.mac("requests")),
                            new LocalAnswers(
                                    SECRET.mac("answers"), new Nonce(SECRET.mac("nonce"), 60_000)),
                            sent,
                            alarms,
                            new NodeClock(),
                            new JournalGate(EmbeddedPersistence.get(system).health()),
                            Retention.EMBEDDED,
                            registrations,
                            Lease.forever(),
                            Courier.ACTOR_SYSTEM);
            region =
                    EntityTypes.start(
                            system,
                            EntityTypes.AOR,
                            id -> AorEntity.create(id, services),
                            AorCommand.Stop.STOP,
                            new DrainingNodes());
        }

        void register(Aor aor, long cseq, String lines) {
            var request = Registers.register(aor.user(), cseq, lines);
            region.tell(
                    new AorCommand.Register(
                            aor, request, Registers.udpFrom("192.0.2.4", 5060), Receipt.NONE));
        }

        LocationReply locate(Aor aor) {
            var probe = kit.<AorReply>createTestProbe();
            var key = new TransactionKey("z9hG4bK1", "h", Method.INVITE);
            region.tell(new AorCommand.LookUp(aor, key, probe.getRef()));
            var reply = probe.receiveMessage(Duration.ofSeconds(20));
            return ((AorReply.Located) reply).reply();
        }

        @Override
        public void close() {
            kit.shutdownTestKit();
        }
    }

    private static Config config(Path directory) {
        return ConfigFactory.parseString(
                        """
                include "persistence.conf"
                carillon.persistence.embedded.directory = "%s"
                carillon.loops {
                  type = Dispatcher
                  executor = "fork-join-executor"
                  fork-join-executor.parallelism-max = 2
                }
                pekko.actor.provider = cluster
                pekko.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
                pekko.cluster.roles = ["core"]
                pekko.cluster.sharding.use-dispatcher = carillon.loops
                pekko.coordinated-shutdown.run-by-jvm-shutdown-hook = off
                pekko.loglevel = WARNING
                """
                                .formatted(directory.resolve("journal")))
                .withFallback(ConfigFactory.load());
    }

    private static Aor user(int i) {
        return new Aor("u" + i, "example.com");
    }

    @Test
    void whatWasAnsweredIsThereAfterTheNodeCameBack() throws Exception {
        try (var node = new Node(RegistrarSettings.DEFAULT)) {
            for (int i = 0; i < USERS; i++) {
                node.register(user(i), 1, "Contact: <sip:u" + i + "@192.0.2.4>;q=0.5");
            }
            for (int i = 0; i < USERS; i++) assertThat(node.sent.next().status()).isEqualTo(200);
            assertThat(node.registrations.sum()).isEqualTo(USERS);
            assertThat(node.locate(new Aor("nobody", "example.com")))
                    .isEqualTo(new LocationReply.Unknown());
            var accounts = node.kit.<AccountReply>createTestProbe();
            var hashes = PasswordHashes.of("u0", "example.com", "secret");
            node.region.tell(new AorCommand.SetCredentials(user(0), hashes, accounts.getRef()));
            assertThat(accounts.receiveMessage()).isEqualTo(new AccountReply.Exists(user(0)));
            // Enough changes for snapshots to be taken and events to be deleted.
            for (int cseq = 2; cseq <= 60; cseq++) {
                node.register(user(1), cseq, "Contact: <sip:u1@192.0.2.4>;q=0." + cseq);
                assertThat(node.sent.next().status()).isEqualTo(200);
            }
        }
        try (var node = new Node(RegistrarSettings.DEFAULT)) {
            for (int i = 0; i < USERS; i++) {
                var found = (LocationReply.Found) node.locate(user(i));
                var target = found.targets().getFirst();
                assertThat(target.uri()).hasToString("sip:u" + i + "@192.0.2.4");
                assertThat(target.q()).isEqualTo(i == 1 ? 600 : 500);
            }
            assertThat(node.registrations.sum()).isEqualTo(USERS);
            var accounts = node.kit.<AccountReply>createTestProbe();
            node.region.tell(new AorCommand.GetAccount(user(0), accounts.getRef()));
            assertThat(accounts.receiveMessage()).isEqualTo(new AccountReply.Exists(user(0)));
        }
    }

    @Test
    void bindingsExpireByThemselvesAndTheCountFollows() throws Exception {
        try (var node = new Node(new RegistrarSettings(1, 7200, 3600, 10, 2))) {
            node.register(user(1), 1, "Contact: <sip:u1@192.0.2.4>;expires=1");
            var answer = node.sent.next();
            assertThat(answer.headers().values(HeaderName.CONTACT))
                    .containsExactly("<sip:u1@192.0.2.4>;expires=1");
            assertThat(node.registrations.sum()).isEqualTo(1);
            for (int i = 0; i < 100 && node.registrations.sum() > 0; i++) Thread.sleep(50);
            assertThat(node.registrations.sum()).isZero();
            assertThat(node.locate(user(1))).isEqualTo(new LocationReply.Unregistered());
        }
    }
}
