package io.carillon.node.records;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.carillon.sip.proxy.ProxyEffect;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

class CallRecordsTest {
    @TempDir Path folder;

    private static ProxyEffect.Ended ended(OptionalLong startedAt, Optional<String> by) {
        return new ProxyEffect.Ended(
                "sip:alice@example.com", "sip:bob@example.com", "a1", "b1", startedAt, by);
    }

    @Test
    void eachCallIsALineAndEarlierLinesStay() throws Exception {
        var file = folder.resolve("calls.jsonl");
        try (var records = CallRecords.open(file, "127.0.0.1:7355")) {
            var by = Optional.of("sip:bob@example.com");
            records.ended("one", ended(OptionalLong.of(1_000), by), 5_000);
        }
        try (var records = CallRecords.open(file, "127.0.0.1:7355")) {
            records.ended("two", ended(OptionalLong.empty(), Optional.empty()), 6_000);
        }
        var lines = Files.readAllLines(file);
        assertThat(lines).hasSize(2);
        var json = new ObjectMapper();
        var one = json.readTree(lines.get(0));
        assertThat(one.get("callId").asText()).isEqualTo("one");
        assertThat(one.get("startedAt").asLong()).isEqualTo(1_000);
        assertThat(one.get("endedAt").asLong()).isEqualTo(5_000);
        assertThat(one.get("endedBy").asText()).isEqualTo("sip:bob@example.com");
        assertThat(one.get("node").asText()).isEqualTo("127.0.0.1:7355");
        var two = json.readTree(lines.get(1));
        assertThat(two.has("startedAt")).isFalse();
        assertThat(two.get("endedBy").asText()).isEqualTo("expired");
        assertThat(two.get("fromTag").asText()).isEqualTo("a1");
    }

    @Test
    void aLineIsInTheFileWithinATenthOfASecondOrSo() throws Exception {
        var file = folder.resolve("calls.jsonl");
        try (var records = CallRecords.open(file, "n")) {
            records.ended("one", ended(OptionalLong.empty(), Optional.empty()), 0);
            long until = System.nanoTime() + 20_000_000_000L;
            while (Files.size(file) == 0 && System.nanoTime() < until) Thread.sleep(5);
            assertThat(Files.readAllLines(file)).hasSize(1);
        }
    }
}
