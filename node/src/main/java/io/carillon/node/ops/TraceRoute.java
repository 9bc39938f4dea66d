package io.carillon.node.ops;

import io.carillon.node.trace.MessageTrace;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// `/api/calls/{call-id}/trace`: which messages of a call have passed this node.
///
/// A Call-ID may have slashes in it, so the path is told by its end.
final class TraceRoute {
    private static final String BEGIN = "/api/calls/";
    private static final String END = "/trace";

    private final Optional<MessageTrace> trace;

    TraceRoute(Optional<MessageTrace> trace) {
        this.trace = trace;
    }

    static boolean isAt(String path) {
        return path.startsWith(BEGIN)
                && path.endsWith(END)
                && path.length() > BEGIN.length() + END.length();
    }

    private record Line(String at, String event, String peer, String message) {
        static Line of(MessageTrace.Line line) {
            return new Line(
                    line.at().toString(),
                    line.event().name().toLowerCase(Locale.ROOT),
                    line.peer(),
                    line.message());
        }
    }

    private record Lines(String callId, List<Line> messages) {}

    HttpAnswer answer(String path) {
        if (trace.isEmpty()) {
            return HttpAnswer.problem(
                    404, "Not found", "carillon.message-trace gives no memory for messages");
        }
        var callId = path.substring(BEGIN.length(), path.length() - END.length());
        var lines = trace.get().of(callId).stream().map(Line::of).toList();
        return HttpAnswer.json(200, new Lines(callId, lines));
    }
}
