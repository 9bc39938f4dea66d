package io.carillon.node.ops;

import java.util.concurrent.atomic.LongAdder;

/// Counts durations in fixed buckets, from half a millisecond to SIP's longest wait.
final class Histogram {
    private static final long[] BOUNDS_MICROS = {
        500,
        1_000,
        2_500,
        5_000,
        10_000,
        25_000,
        50_000,
        100_000,
        250_000,
        500_000,
        1_000_000,
        2_500_000,
        5_000_000,
        10_000_000,
        32_000_000
    };

    /// One more than bounds: the last one is for what is longer than all.
    private final LongAdder[] buckets = new LongAdder[BOUNDS_MICROS.length + 1];

    private final LongAdder sumNanos = new LongAdder();

    Histogram() {
        for (int i = 0; i < buckets.length; i++) buckets[i] = new LongAdder();
    }

    void record(long nanos) {
        long micros = nanos / 1_000;
        int i = 0;
        while (i < BOUNDS_MICROS.length && micros > BOUNDS_MICROS[i]) i++;
        buckets[i].increment();
        sumNanos.add(nanos);
    }

    void writeUnlessEmpty(PrometheusText out, String name, String labels) {
        long count = 0;
        for (var bucket : buckets) count += bucket.sum();
        if (count == 0) return;
        var before = labels.isEmpty() ? "" : labels + ",";
        long soFar = 0;
        for (int i = 0; i < BOUNDS_MICROS.length; i++) {
            soFar += buckets[i].sum();
            out.value(name + "_bucket", before + "le=\"" + BOUNDS_MICROS[i] / 1e6 + "\"", soFar);
        }
        soFar += buckets[BOUNDS_MICROS.length].sum();
        out.value(name + "_bucket", before + "le=\"+Inf\"", soFar);
        out.value(name + "_sum", labels, sumNanos.sum() / 1e9);
        out.value(name + "_count", labels, soFar);
    }
}
