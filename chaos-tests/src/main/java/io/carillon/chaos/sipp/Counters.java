package io.carillon.chaos.sipp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// What one SIPp process has counted, from the last line of its statistics file.
///
/// @param created calls begun (a call is one run of the scenario)
/// @param succeeded calls that went as the scenario says
/// @param failed calls that did not
/// @param unexpected calls that failed because of a message the scenario has no place for
/// @param stray messages that belong to no call, or to one that is over
/// @param retransmissions messages sent again by this process
/// @param open calls going on when the line was written
/// @param seconds from the first call to the last line
public record Counters(
        long created,
        long succeeded,
        long failed,
        long unexpected,
        long stray,
        long retransmissions,
        long open,
        double seconds) {

    /// Nothing counted.
    public static final Counters NONE = new Counters(0, 0, 0, 0, 0, 0, 0, 0);

    /// The sums of two processes that ran one after the other.
    public Counters plus(Counters other) {
        return sum(other, seconds + other.seconds);
    }

    /// The sums of two processes that ran at the same time.
    public Counters beside(Counters other) {
        return sum(other, Math.max(seconds, other.seconds));
    }

    private Counters sum(Counters other, double inAll) {
        return new Counters(
                created + other.created,
                succeeded + other.succeeded,
                failed + other.failed,
                unexpected + other.unexpected,
                stray + other.stray,
                retransmissions + other.retransmissions,
                open + other.open,
                inAll);
    }

    static Counters read(Path file) {
        try {
            if (!Files.exists(file)) {
                return NONE;
            }
            var lines = Files.readAllLines(file);
            return lines.size() < 2 ? NONE : of(lines.getFirst(), lines.getLast());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Counters of(String head, String last) {
        var names = head.split(";", -1);
        var values = last.split(";", -1);
        Map<String, String> row = new HashMap<>();
        for (int i = 0; i < Math.min(names.length, values.length); i++) {
            row.put(names[i], values[i]);
        }
        return new Counters(
                count(row, "TotalCallCreated"),
                count(row, "SuccessfulCall(C)"),
                count(row, "FailedCall(C)"),
                count(row, "FailedUnexpectedMessage(C)"),
                count(row, "OutOfCallMsgs(C)") + count(row, "DeadCallMsgs(C)"),
                count(row, "Retransmissions(C)"),
                count(row, "CurrentCall"),
                time(row, "CurrentTime") - time(row, "StartTime"));
    }

    private static long count(Map<String, String> row, String name) {
        var text = row.getOrDefault(name, "");
        return text.matches("\\d+") ? Long.parseLong(text) : 0;
    }

    /// Times look like `2026-01-31 12:00:00.000000 1800000000.000000`.
    private static double time(Map<String, String> row, String name) {
        var text = row.getOrDefault(name, "0");
        return Double.parseDouble(text.substring(text.lastIndexOf('\t') + 1).replaceAll(".* ", ""));
    }
}
