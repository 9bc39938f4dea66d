package io.carillon.sip.codec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.Random;

/// Goal: no input whatever makes the codec throw, hang, answer what must be dropped, or write what
/// it would not read. Method: [CodecFuzz] for a few seconds; `-Dseed=N` repeats a failure.
class CodecFuzzTest {
    private static final long SECONDS = 3;

    @Test
    void mutatedMessagesDoNoHarm() {
        var seed = Long.getLong("seed", new Random().nextLong());
        var fuzz = new CodecFuzz(seed);
        var end = System.nanoTime() + SECONDS * 1_000_000_000;
        int messages = 0;
        try {
            while (System.nanoTime() < end) {
                fuzz.one();
                messages++;
            }
        } catch (AssertionError e) {
            throw new AssertionError("-Dseed=" + seed + ", message " + messages, e);
        }
        assertThat(messages).isGreaterThan(1_000);
        assertThat(fuzz.accepted).as("accepted").isGreaterThan(messages / 20);
        assertThat(fuzz.answered).as("answered").isGreaterThan(messages / 20);
        assertThat(fuzz.dropped).as("dropped").isGreaterThan(messages / 20);
    }
}
