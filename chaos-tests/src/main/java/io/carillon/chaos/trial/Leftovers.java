package io.carillon.chaos.trial;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/// What nodes still hold once every call is over, by their own word.
final class Leftovers {
    private static final long PATIENCE_NANOS = 200_000_000_000L; // longer than timer C
    private static final List<String> GAUGES = List.of("sip_calls_active");

    private static final int SHOWN = 600;

    private Leftovers() {}

    /// Waits until no node holds anything; what is left else.
    static List<String> await(ChaosCluster cluster) throws InterruptedException {
        var until = System.nanoTime() + PATIENCE_NANOS;
        var left = look(cluster);
        while (!left.isEmpty() && System.nanoTime() < until) {
            Thread.sleep(1000);
            left = look(cluster);
        }
        return left;
    }

    private static List<String> look(ChaosCluster cluster) {
        var left = new ArrayList<String>();
        for (var node : cluster.nodes()) {
            var http = node.http().map(URI::toString).map(URI::create).orElseThrow();
            for (var gauge : GAUGES) {
                var value = cluster.http().metric(http, gauge);
                if (value.orElse(0) > 0) {
                    var calls = cluster.http().get(http, "/api/calls").orElse("");
                    left.add(
                            "%s: %s %.0f: %s"
                                    .formatted(
                                            node.name(),
                                            gauge,
                                            value.getAsDouble(),
                                            calls.substring(0, Math.min(calls.length(), SHOWN))));
                }
            }
        }
        return left;
    }
}
