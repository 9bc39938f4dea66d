package io.carillon.chaos.trial;

import io.carillon.chaos.workload.CallFate.Ending;

import java.util.ArrayList;
import java.util.List;

/// Whether each call that was answered and has ended has its one record.
///
/// The node that owns a call writes its record when the BYE is answered, and the line is with the
/// kernel some milliseconds later. A node that is killed therefore takes with it the records of
/// calls whose BYE was under way or had just been answered; the next owner sees that answer pass,
/// and not what it ends. A call that was up when its owner was killed gets its record from the next
/// one.
///
/// @param ended how many calls there were
/// @param lost calls without a record that a killed node may have taken with it
/// @param without other calls without a record
/// @param several calls with more than one
record RecordAudit(int ended, List<String> lost, List<String> without, List<String> several) {
    /// How long a line waits at most for the thread that writes it, where the machine is full.
    static final long WRITING_NANOS = 500_000_000;

    RecordAudit {
        lost = List.copyOf(lost);
        without = List.copyOf(without);
        several = List.copyOf(several);
    }

    /// Compares what telephones saw with what nodes wrote.
    static RecordAudit of(
            CallRecords records, List<Ending> ended, List<FaultRun.Killing> killings) {
        var lost = new ArrayList<String>();
        var without = new ArrayList<String>();
        var several = new ArrayList<String>();
        for (var call : ended) {
            int written = records.of(call.callId());
            if (written > 1) {
                several.add(call.callId());
            } else if (written == 0) {
                boolean excused = killings.stream().anyMatch(each -> mayHaveCost(call, each));
                (excused ? lost : without).add(call.callId());
            }
        }
        return new RecordAudit(ended.size(), lost, without, several);
    }

    private static boolean mayHaveCost(Ending call, FaultRun.Killing killing) {
        return call.byeSent() - killing.toNanos() <= 0
                && call.byeAnswered() - killing.fromNanos() >= -WRITING_NANOS;
    }

    @Override
    public String toString() {
        return "of %d calls that were answered and have ended %d have none, %d lost theirs with a killed node, %d have several"
                .formatted(ended, without.size(), lost.size(), several.size());
    }
}
