package io.carillon.sharding.simulation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Messages between processes of the cluster: in order between each two, none lost while both live.
///
/// What a process that is killed has given away is a beginning of what it wanted to give away: of
/// what is under way, some or all arrives, but nothing later than what does not.
final class ClusterNetwork {
    /// One end.
    static final class Party {
        final String name;
        private boolean alive = true;
        private long sent;
        private long delivered;

        /// The first that does not arrive.
        private long cutOff = Long.MAX_VALUE;

        Party(String name) {
            this.name = name;
        }

        boolean isAlive() {
            return alive;
        }
    }

    private final Schedule schedule;
    private final Chance chance;
    private final Map<List<Party>, Long> lastArrival = new HashMap<>();

    ClusterNetwork(Schedule schedule, Chance chance) {
        this.schedule = schedule;
        this.chance = chance;
    }

    void tell(Party from, Party to, Runnable arrival) {
        if (!from.alive) return;
        long number = ++from.sent;
        if (from == to) {
            schedule.after(0, () -> arrive(from, to, number, arrival));
            return;
        }
        var pair = List.of(from, to);
        long delay = chance.percent(3) ? chance.between(5, 40) : chance.between(0, 2);
        long at = Math.max(schedule.now() + delay, lastArrival.getOrDefault(pair, 0L));
        lastArrival.put(pair, at);
        schedule.after(at - schedule.now(), () -> arrive(from, to, number, arrival));
    }

    private static void arrive(Party from, Party to, long number, Runnable arrival) {
        if (!to.alive || number >= from.cutOff) return;
        from.delivered = Math.max(from.delivered, number);
        arrival.run();
    }

    void kill(Party process) {
        process.alive = false;
        process.cutOff =
                chance.percent(30)
                        ? Long.MAX_VALUE
                        : chance.between(process.delivered + 1, process.sent + 1);
    }

    /// A process that has finished what it had to do.
    void end(Party process) {
        process.alive = false;
    }
}
