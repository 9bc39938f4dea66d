package io.carillon.chaos.trial;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/// What nodes still hold once every call is over, by their own word.
final class Leftovers {
    private static final long PATIENCE_NANOS = 75_000_000_000L; // timer J, timer C's grace, looks
    private static final List<String> GAUGES = List.of("sip_calls_active");

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
                    left.add("%s: %s %.0f".formatted(node.name(), gauge, value.getAsDouble()));
                }
            }
        }
        return left;
    }
}
