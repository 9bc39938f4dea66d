package io.carillon.chaos.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.chaos.trial.FaultRun.Killing;
import io.carillon.chaos.workload.CallFate.Ending;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Calls that telephones saw end, beside the records of one node or two.
class RecordAuditTest {
    private static final long SECOND = 1_000_000_000;

    /// Far enough along that nanoseconds may be anything, also negative.
    private static final long BEGIN = Long.MAX_VALUE - 5 * SECOND;

    /// A core node is killed ten seconds after the beginning, and gone 20 ms later.
    private static final Killing KILLED = new Killing(at(10), at(10.02));

    @TempDir private Path folder;

    private static long at(double seconds) {
        return BEGIN + Math.round(seconds * SECOND);
    }

    private static Ending ending(String callId, double byeSent, double byeAnswered) {
        return new Ending(callId, at(byeSent), at(byeAnswered));
    }

    private CallRecords records(String... callIds) throws IOException {
        var records = new CallRecords();
        for (int i = 0; i < callIds.length; i++) {
            var file = folder.resolve("node-" + i);
            Files.writeString(file, "{\"callId\":\"" + callIds[i] + "\"}\n");
            records.read("core-" + i, file);
        }
        return records;
    }

    @Test
    void eachCallThatHasEndedHasOneRecordOrIsNamed() throws IOException {
        var ended = List.of(ending("one", 1, 1.1), ending("none", 2, 2.1), ending("two", 3, 3.1));

        var audit = RecordAudit.of(records("one", "two", "two", "foreign"), ended, List.of());

        assertThat(audit).isEqualTo(new RecordAudit(3, List.of(), List.of("none"), List.of("two")));
        assertThat(audit)
                .hasToString(
                        "of 3 calls that were answered and have ended 1 have none, 0 lost theirs with a killed node, 1 have several");
    }

    @Test
    void aKilledNodeTakesRecordsOfCallsWithItThatEndedThenAndOfNoOthers() throws IOException {
        var ended =
                List.of(
                        ending("long before", 9, 9.4),
                        ending("just written", 9.6, 9.7),
                        ending("under way", 9.9, 12.5),
                        ending("while it dies", 10.01, 12.5),
                        ending("up", 10.1, 12.5));

        var audit = RecordAudit.of(records(), ended, List.of(KILLED));

        assertThat(audit.lost()).containsExactly("just written", "under way", "while it dies");
        assertThat(audit.without()).containsExactly("long before", "up");
    }

    @Test
    void noKillExcusesTwoRecords() throws IOException {
        var ended = List.of(ending("twice", 9.9, 12.5));

        var audit = RecordAudit.of(records("twice", "twice"), ended, List.of(KILLED));

        assertThat(audit.several()).containsExactly("twice");
    }
}
