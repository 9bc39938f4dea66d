package io.carillon.chaos.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// The servers that take turns in a measurement, each with its own registrations: started and ended
/// together.
final class Lineup implements AutoCloseable {
    private final List<Measurement> measurements = new ArrayList<>();

    private Lineup() {}

    /// A server that runs already.
    static Lineup of(Conditions conditions, Subject given) {
        var lineup = new Lineup();
        lineup.measurements.add(conditions.measurement(given));
        return lineup;
    }

    /// A node of ours; beside it Kamailio, where wanted.
    static Lineup start(
            Conditions conditions,
            Map<String, String> settings,
            boolean digest,
            boolean besideKamailio) {
        var lineup = new Lineup();
        return lineup.orNone(
                () -> {
                    var draft = conditions.draft();
                    var ours = CarillonSubject.start("carillon", draft, digest, settings);
                    lineup.measurements.add(conditions.measurement(ours));
                    if (besideKamailio) {
                        var kamailio = KamailioSubject.start(draft, digest);
                        lineup.measurements.add(conditions.measurement(kamailio));
                    }
                });
    }

    /// A cluster of so many nodes, and one node that is alone, with the same database.
    static Lineup start(
            Conditions conditions,
            Map<String, String> settings,
            int nodes,
            Consumer<String> progress) {
        var lineup = new Lineup();
        return lineup.orNone(
                () -> {
                    var draft = conditions.draft();
                    var cluster = ClusterSubject.start(nodes, draft, settings, progress);
                    lineup.measurements.add(conditions.measurement(cluster, nodes));
                    var told = new LinkedHashMap<>(settings);
                    told.putAll(cluster.settingsOfOneAlone());
                    var alone = CarillonSubject.start("one-node", draft, false, told);
                    lineup.measurements.add(conditions.measurement(alone, nodes));
                });
    }

    private Lineup orNone(Runnable start) {
        try {
            start.run();
            return this;
        } catch (RuntimeException failure) {
            close();
            throw failure;
        }
    }

    /// In the order in which they take turns.
    List<Measurement> measurements() {
        return List.copyOf(measurements);
    }

    @Override
    public void close() {
        // The last one may live on what an earlier one has.
        measurements.reversed().forEach(each -> each.subject().close());
    }
}
