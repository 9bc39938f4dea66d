package io.carillon.chaos.trial;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What nodes still hold once every call is over, by their own word.
///
/// Not the entities of users: those stay where they are for as long as their nodes live.
final class Leftovers {
    /// An entity outlives its call by the 32 s in which a final answer may be asked for again
    /// (timers H, J and L, 64 * T1). At worst it has rung until timer C first, 190 s, and then its
    /// CANCEL was not heeded for 64 * T1.
    static final Duration PATIENCE = Duration.ofSeconds(260);

    private static final String CALLS = "sip_calls_active";
    private static final List<String> GAUGES =
            List.of(CALLS, "sip_call_entities", "sip_invite_copies", "sip_handover_states");

    private static final long LOOK_MILLIS = 1000;
    private static final int SHOWN = 600;

    private final Http http;
    private final Map<String, URI> nodes;

    /// @param nodes where each of them is asked, by name
    Leftovers(Http http, Map<String, URI> nodes) {
        this.http = http;
        this.nodes = nodes;
    }

    /// Of the nodes that are meant to be there.
    static Leftovers of(ChaosCluster cluster) {
        return new Leftovers(cluster.http(), cluster.asked());
    }

    /// Waits until every node says that it holds nothing; what is left else, and who does not say.
    List<String> await(Duration atMost) throws InterruptedException {
        var until = System.nanoTime() + atMost.toNanos();
        var left = look();
        while (!left.isEmpty() && System.nanoTime() < until) {
            Thread.sleep(LOOK_MILLIS);
            left = look();
        }
        return left;
    }

    /// What is left now.
    List<String> look() {
        var left = new ArrayList<String>();
        nodes.forEach(
                (name, at) -> {
                    var found = found(http.get(at, "/metrics"));
                    if (!found.isEmpty()) {
                        left.add(name + ": " + String.join(", ", found) + calls(at, found));
                    }
                });
        return left;
    }

    private String calls(URI node, List<String> found) {
        if (found.stream().noneMatch(each -> each.startsWith(CALLS))) {
            return "";
        }
        var calls = http.get(node, "/api/calls").orElse("");
        return ": " + calls.substring(0, Math.min(calls.length(), SHOWN));
    }

    /// What a node has by its metrics. One that says nothing may have anything.
    static List<String> found(Optional<String> metrics) {
        if (metrics.isEmpty()) {
            return List.of("does not answer");
        }
        var found = new ArrayList<String>();
        for (var gauge : GAUGES) {
            var value = Http.metric(metrics.get(), gauge);
            if (value.isEmpty()) {
                found.add("does not tell " + gauge);
            } else if (value.getAsDouble() != 0) {
                found.add("%s %.0f".formatted(gauge, value.getAsDouble()));
            }
        }
        return found;
    }
}
