package io.carillon.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.chaos.load.BindingQuery;
import io.carillon.chaos.load.RegisterLoad;
import io.carillon.chaos.server.ServerUnderTest;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/// `kill -9` while 2,000 REGISTERs arrive each second: after the restart every binding is there
/// whose 200 was seen. Twice; ten times at full size.
class CrashTest {
    private static final int PER_SECOND = 2000;
    private static final int ROUNDS = Needs.fullSize() ? 10 : 2;
    private static final long SEED = System.nanoTime();

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void everyBindingWhose200WasSeenSurvivesTheKill() throws InterruptedException {
        var random = new SplittableRandom(SEED);
        try (var server = ServerUnderTest.named("crash").open().start();
                var load = new RegisterLoad(server.sip(), ServerUnderTest.DOMAIN, PER_SECOND)) {
            for (int round = 1; round <= ROUNDS; round++) {
                int before = load.ledger().size();
                load.start();
                awaitPromises(load, before + PER_SECOND);
                Thread.sleep(random.nextInt(1500));
                server.kill();
                load.stop();
                Thread.sleep(100); // answers that had left before the kill
                int promised = load.ledger().size() - before;

                server.start();

                var lost = lost(server, load);
                assertThat(lost).as("lost in round %d, seed %d", round, SEED).isEmpty();
                assertThat(promised)
                        .as("promised in round %d; refused: %s", round, load.refusals())
                        .isGreaterThanOrEqualTo(PER_SECOND);
                System.err.printf(
                        "round %d: %d bindings promised, %d in all, none lost%n",
                        round, promised, load.ledger().size());
            }
        }
    }

    /// A server just started is slow at first; it is killed when it is not.
    private static void awaitPromises(RegisterLoad load, int enough) throws InterruptedException {
        for (int i = 0; i < 200 && load.ledger().size() < enough; i++) {
            Thread.sleep(50);
        }
    }

    private static List<String> lost(ServerUnderTest server, RegisterLoad load) {
        var users = load.ledger().users();
        var query = new BindingQuery(server.sip(), ServerUnderTest.DOMAIN);
        var found = query.ask(users);
        if (!query.refusals().isEmpty()) System.err.println("refused: " + query.refusals());
        assertThat(users)
                .as("users whose bindings could not be asked for; refused: %s", query.refusals())
                .allMatch(found::containsKey);
        var lost = new ArrayList<String>();
        users.forEach(user -> lost.addAll(load.ledger().missing(user, found.get(user))));
        return lost;
    }
}
