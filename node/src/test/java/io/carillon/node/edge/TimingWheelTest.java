package io.carillon.node.edge;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/// The wheel under a clock of our own: nothing early, nothing lost, no waking without need.
class TimingWheelTest {
    private static final ActorTestKit KIT = ActorTestKit.create();

    private final List<Long> fired = java.util.Collections.synchronizedList(new ArrayList<>());
    private final ActorRef<Long> target =
            KIT.spawn(
                    Behaviors.receiveMessage(
                            due -> {
                                fired.add(due);
                                return Behaviors.same();
                            }));
    private long nanos = 123_456_789;
    private Runnable wake;
    private long wakeAt = Long.MAX_VALUE;
    private int wakings;
    private final TimingWheel wheel =
            new TimingWheel(
                    () -> nanos,
                    (task, delay) -> {
                        wake = task;
                        wakeAt = nanos + delay;
                        return cancellable(task);
                    });

    private Future<?> cancellable(Runnable task) {
        return new CompletableFuture<Void>() {
            @Override
            public boolean cancel(boolean interrupt) {
                if (wake == task) wake = null;
                return super.cancel(interrupt);
            }
        };
    }

    @AfterAll
    static void shutDown() {
        KIT.shutdownTestKit();
    }

    /// Moves the clock on to the next waking, `late` nanoseconds late.
    private void nextWaking(long late) {
        var task = wake;
        wake = null;
        nanos = Math.max(nanos, wakeAt) + late;
        wakings++;
        task.run();
    }

    private void awaitFired(int count) throws InterruptedException {
        for (int i = 0; i < 500 && fired.size() < count; i++) Thread.sleep(10);
        assertThat(fired).hasSize(count);
    }

    @Test
    void anAlarmFiresWithinATickAndNeverEarly() throws Exception {
        for (long delay : new long[] {0, 1, 10, 11, 500, 10_240, 32_000, 180_000, 4 * 3_600_000}) {
            long start = nanos;
            int before = fired.size();
            wheel.arm(delay, target, delay);
            while (wake != null) nextWaking(0);
            long took = nanos - start;
            awaitFired(before + 1);
            assertThat(took)
                    .isBetween(delay * 1_000_000, delay * 1_000_000 + 2 * TimingWheel.TICK_NANOS);
        }
    }

    @Test
    void nothingIsLostWhateverTheOrderAndHoweverLateTheLoopIs() throws Exception {
        var random = new Random(7);
        int armed = 0;
        for (int round = 0; round < 300; round++) {
            for (int i = 0; i < 20; i++, armed++) {
                long delay = (long) Math.pow(10, random.nextDouble() * 5.5);
                wheel.arm(delay, target, nanos + delay * 1_000_000);
            }
            if (wake != null) nextWaking(random.nextInt(30_000_000));
        }
        while (wake != null) nextWaking(random.nextInt(30_000_000));
        awaitFired(armed);
    }

    @Test
    void theLoopSleepsUntilSomethingIsDue() {
        wheel.arm(5_000, target, 1L);
        while (wake != null) nextWaking(0);
        assertThat(wakings).isEqualTo(1);
    }
}
