package io.carillon.node.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.node.ops.Metrics;
import io.carillon.sharding.flow.Receipt;
import io.carillon.sip.proxy.ProxySettings;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/// What comes by a connection is told until it is taken, and not for ever. T1 is 20 ms here.
final class RepeaterTest {
    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final ProxySettings.Timers QUICK = new ProxySettings.Timers(20, 80, 100);

    private final Loops loops = Loops.start("repeater-test-" + NUMBERS.incrementAndGet(), 1);
    private final Metrics metrics = new Metrics();
    private final BlockingQueue<Receipt> told = new LinkedBlockingQueue<>();

    @AfterEach
    void stop() {
        loops.close();
    }

    private Repeater repeater(String edge, int most) {
        return new Repeater(edge, loops, QUICK, metrics, most);
    }

    private Receipt next() throws InterruptedException {
        var next = told.poll(5, TimeUnit.SECONDS);
        if (next == null) throw new AssertionError("not told within 5 s");
        return next;
    }

    @Test
    void whatIsNotTakenIsToldAgainWithTheSameReceipt() throws InterruptedException {
        repeater("a:7355", 10).tell(Function.identity(), told::add);
        var first = next();
        assertThat(first.edge()).isEqualTo("a:7355");
        assertThat(next()).isEqualTo(first);
        assertThat(next()).isEqualTo(first);
        assertThat(metrics.text()).doesNotContain("sip_handed_again_total 0");
    }

    @Test
    void whatIsTakenIsToldNoMore() throws InterruptedException {
        var repeater = repeater("a:7355", 10);
        repeater.tell(Function.identity(), told::add);
        repeater.acknowledged(next().number());
        assertThat(repeater.waiting()).isZero();
        assertThat(told.poll(200, TimeUnit.MILLISECONDS)).isNull();
    }

    @Test
    void whatNobodyTakesIsGivenUpAfterSixtyFourTimesT1() throws InterruptedException {
        var repeater = repeater("a:7355", 10);
        repeater.tell(Function.identity(), told::add);
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (repeater.waiting() > 0 && System.nanoTime() < until) Thread.sleep(10);
        assertThat(repeater.waiting()).isZero();
        // at 0, 20, 60, 140, and from there every 80 ms up to 1,280
        assertThat(told).hasSizeBetween(15, 18);
    }

    @Test
    void whatIsMoreThanMayWaitIsToldOnce() throws InterruptedException {
        var repeater = repeater("a:7355", 1);
        repeater.tell(Function.identity(), _ -> {});
        repeater.tell(Function.identity(), told::add);
        assertThat(next().isNone()).isTrue();
        assertThat(repeater.waiting()).isEqualTo(1);
    }

    @Test
    void aNodeThatIsAloneTellsOnce() throws InterruptedException {
        var repeater = repeater("", 10);
        repeater.tell(Function.identity(), told::add);
        assertThat(next().isNone()).isTrue();
        assertThat(repeater.waiting()).isZero();
    }
}
