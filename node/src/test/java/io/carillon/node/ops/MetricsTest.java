package io.carillon.node.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.persistence.WriteLatency;

import org.junit.jupiter.api.Test;

/// What the journal counts is what Prometheus reads.
final class MetricsTest {
    @Test
    void theJournalsWritesAreAHistogramWithGrowingBuckets() {
        var writes = new WriteLatency();
        var metrics = new Metrics();
        metrics.journalWrites(writes);
        writes.record(400_000);
        writes.record(2_000_000);
        writes.record(60_000_000_000L);
        assertThat(metrics.text())
                .contains("journal_write_seconds_bucket{le=\"5.0E-4\"} 1\n")
                .contains("journal_write_seconds_bucket{le=\"0.0025\"} 2\n")
                .contains("journal_write_seconds_bucket{le=\"5.0\"} 2\n")
                .contains("journal_write_seconds_bucket{le=\"+Inf\"} 3\n")
                .contains("journal_write_seconds_count 3\n");
    }
}
