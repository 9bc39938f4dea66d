package io.carillon.sharding.simulation;

import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;
import io.carillon.sip.message.SipMessage;

import java.util.ArrayList;
import java.util.List;

/// What happened, as the lines of a ladder across nodes: of one call, or of the whole cluster.
final class Diary {
    /// @param callId empty for what concerns all
    private record Line(long at, String callId, String text) {}

    private final Schedule schedule;
    private final List<Line> lines = new ArrayList<>();

    Diary(Schedule schedule) {
        this.schedule = schedule;
    }

    void note(String callId, String from, String arrow, String to, String what) {
        lines.add(
                new Line(
                        schedule.now(),
                        callId,
                        "%-6s %s %-6s  %s".formatted(from, arrow, to, what)));
    }

    void note(String from, String arrow, String to, SipMessage message) {
        note(message.callId(), from, arrow, to, text(message));
    }

    void fault(String what) {
        lines.add(new Line(schedule.now(), "", "*** " + what));
    }

    static String text(SipMessage message) {
        var branch = message.topVia().branch().orElse("");
        var short_ = branch.substring(Math.max(0, branch.length() - 6));
        return switch (message) {
            case Request r -> r.method() + " " + r.uri() + " | branch=.." + short_;
            case Response r -> r.method() + "/" + r.status() + " | branch=.." + short_;
        };
    }

    /// The ladder of a call, with the faults in between.
    String ladder(String callId) {
        var out = new StringBuilder();
        for (var line : lines) {
            if (!line.callId.isEmpty() && !line.callId.equals(callId)) continue;
            out.append("%8dms  %s%n".formatted(line.at, line.text));
        }
        return out.toString();
    }

    /// Everything, for comparing two runs.
    String all() {
        var out = new StringBuilder();
        for (var line : lines) out.append(line).append('\n');
        return out.toString();
    }
}
