package io.carillon.sharding.simulation;

import io.carillon.persistence.AorEvent;
import io.carillon.persistence.AorState;
import io.carillon.sip.location.Aor;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What is durable, whatever becomes of the nodes. A write takes a while; when its node dies
/// meanwhile, it may or may not have been made.
final class Journal {
    private final Schedule schedule;
    private final Chance chance;
    private final Map<Aor, AorState> states = new HashMap<>();

    Journal(Schedule schedule, Chance chance) {
        this.schedule = schedule;
        this.chance = chance;
    }

    void write(ClusterNetwork.Party by, Aor aor, List<AorEvent> events, Runnable written) {
        schedule.after(
                chance.between(1, 8),
                () -> {
                    if (!by.isAlive() && chance.percent(50)) return;
                    var state = read(aor);
                    for (var event : events) state = state.after(event);
                    states.put(aor, state);
                    written.run();
                });
    }

    AorState read(Aor aor) {
        return states.getOrDefault(aor, AorState.EMPTY);
    }
}
