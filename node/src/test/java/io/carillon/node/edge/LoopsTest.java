package io.carillon.node.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;

import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Actors on event loops, with the dispatcher that is shipped.
class LoopsTest {
    @Test
    void actorsRunOnTheLoopsAndAreWokenThere() throws Exception {
        try (var loops = Loops.start("loops-test", 2)) {
            var config =
                    ConfigFactory.parseString("carillon.loops.loops = loops-test")
                            .withFallback(ConfigFactory.parseResources("loops.conf"))
                            .withFallback(ConfigFactory.load());
            var kit = ActorTestKit.create("loops-test", config);
            var thread = new CompletableFuture<Thread>();
            var actor =
                    kit.spawn(
                            Behaviors.<String>receiveMessage(
                                    _ -> {
                                        thread.complete(Thread.currentThread());
                                        return Behaviors.same();
                                    }),
                            DispatcherSelector.fromConfig("carillon.loops"));
            long start = System.nanoTime();
            loops.after(50, actor, "wake up");
            assertThat(thread.get(5, TimeUnit.SECONDS)).isInstanceOf(LoopThread.class);
            assertThat(System.nanoTime() - start)
                    .isGreaterThanOrEqualTo(Duration.ofMillis(50).toNanos());
            kit.shutdownTestKit();
        }
    }

    @Test
    void aBlockedLoopIsSeen() throws Exception {
        try (var loops = Loops.start("blocked-test", 1)) {
            Thread.sleep(120);
            loops.execute(
                    () -> {
                        try {
                            Thread.sleep(300);
                        } catch (InterruptedException _) {
                            Thread.currentThread().interrupt();
                        }
                    });
            long seen = 0;
            for (int i = 0; i < 50 && seen < 50; i++) {
                Thread.sleep(10);
                seen = loops.delayMillis();
            }
            assertThat(seen).isGreaterThanOrEqualTo(50);
        }
    }
}
