package io.carillon.chaos.trial;

import io.carillon.chaos.process.Machine;
import io.carillon.chaos.process.ProcessCosts;
import io.carillon.deploy.cluster.ClusterFailure;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What nodes and databases spend, also those that are killed and started again: looks every
/// second.
final class CpuMeter implements AutoCloseable {
    private static final long LOOK_MILLIS = 1000;

    private final ChaosCluster cluster;
    private final Map<Long, Double> nodes = new HashMap<>();
    private final Map<Long, Double> databases = new HashMap<>();
    private final Machine.Times machine = Machine.times();
    private final long begun = System.nanoTime();
    private final double before;
    private final double databasesBefore;
    private final Thread thread;
    private volatile boolean closed;

    CpuMeter(ChaosCluster cluster) {
        this.cluster = cluster;
        look();
        before = sum(nodes);
        databasesBefore = sum(databases);
        thread = Thread.ofPlatform().daemon().name("cpu-meter").start(this::run);
    }

    private void run() {
        while (!closed) {
            try {
                Thread.sleep(LOOK_MILLIS);
            } catch (InterruptedException interrupted) {
                return;
            }
            look();
        }
    }

    private synchronized void look() {
        try {
            cluster.pids(false).forEach(pid -> look(nodes, pid));
            cluster.pids(true).forEach(pid -> look(databases, pid));
        } catch (ClusterFailure failure) {
            // looked at again in a second
        }
    }

    private static void look(Map<Long, Double> into, long pid) {
        double spent = ProcessCosts.cpuSeconds(List.of(pid));
        into.merge(pid, spent, Math::max);
    }

    private static double sum(Map<Long, Double> all) {
        return all.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    /// One line: who has spent how much since the meter was made.
    synchronized String line(double driver) {
        look();
        double seconds = (System.nanoTime() - begun) / 1e9;
        double busy = Machine.times().busySeconds() - machine.busySeconds();
        return String.format(
                java.util.Locale.ROOT,
                "telephones %.1f s, nodes %.1f s, Cassandra %.1f s; machine %.0f %% busy of %d"
                        + " processors in %.0f s",
                driver,
                sum(nodes) - before,
                sum(databases) - databasesBefore,
                100 * busy / seconds / Runtime.getRuntime().availableProcessors(),
                Runtime.getRuntime().availableProcessors(),
                seconds);
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
