package io.carillon.chaos.trial;

import io.carillon.chaos.workload.CallFate;
import io.carillon.chaos.workload.Snapshot;
import io.carillon.chaos.workload.Trace;

import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The messages of one call in the order of time, across its telephones and the nodes that it
/// passed. All clocks are this machine's.
///
/// Of a node that was killed nothing is known that happened before.
///
/// @param broken whether it failed or was cut; else it is the slowest
record Ladder(String title, CallFate call, boolean broken, List<String> lines) {
    private static final String TEXT = "\"((?:[^\"\\\\]|\\\\.)*)\"";
    private static final Pattern LINE =
            Pattern.compile(
                    "\\{\"at\":%1$s,\"event\":%1$s,\"peer\":%1$s,\"message\":%1$s}"
                            .formatted(TEXT));

    /// Of the first call that failed, else of the first that was cut, else of the one that waited
    /// longest in the first of these times. Asks all nodes.
    static Optional<Ladder> of(ChaosCluster cluster, Snapshot... all) {
        var failed = Stream.of(all).flatMap(each -> each.failedCalls().stream());
        var cut = Stream.of(all).flatMap(each -> each.cutCalls().stream());
        var broken = Stream.concat(failed, cut).findFirst();
        var nodes = cluster.asked();
        return broken.map(call -> of("The first broken call", true, call, cluster.http(), nodes))
                .or(
                        () ->
                                all[0].slowest()
                                        .map(
                                                call ->
                                                        of(
                                                                "The slowest call",
                                                                false,
                                                                call,
                                                                cluster.http(),
                                                                nodes)));
    }

    /// @param nodes where each of them is asked, by name
    static Ladder of(
            String title, boolean broken, CallFate call, Http http, Map<String, URI> nodes) {
        var seen = new ArrayList<Trace.Line>();
        nodes.forEach(
                (name, at) ->
                        http.get(at, "/api/calls/" + call.callId() + "/trace")
                                .ifPresent(
                                        answer -> seen.addAll(seen(call.trace(), name, answer))));
        return new Ladder(title + ": " + call, call, broken, call.trace().ladder(seen));
    }

    /// What one node tells of a call.
    static List<Trace.Line> seen(Trace trace, String node, String answer) {
        return LINE.matcher(answer).results().map(found -> line(trace, node, found)).toList();
    }

    private static String by(String edge) {
        return edge.isEmpty() ? "" : " by " + edge;
    }

    private static Trace.Line line(Trace trace, String node, MatchResult found) {
        var at = Instant.parse(found.group(1));
        var peer = found.group(3);
        var what = found.group(4);
        return switch (found.group(2)) {
            case "received" -> trace.line(at, node, "<--", peer, what);
            case "sent" -> trace.line(at, node, "-->", peer, what);
            case "delivered" -> trace.line(at, node, "==>", "its entity", what);
            default -> trace.line(at, node, "<==", "its entity", what + by(peer));
        };
    }
}
