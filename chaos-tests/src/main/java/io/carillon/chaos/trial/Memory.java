package io.carillon.chaos.trial;

import io.carillon.chaos.process.ProcessCosts;
import io.carillon.deploy.cluster.ClusterFailure;
import io.carillon.deploy.cluster.MemberStatus;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// What every node holds in memory: resident, and what lives on its heap.
///
/// What lives can be told after a full collection only, which stops a node for a moment: it is
/// asked for where that disturbs nothing. The age says which nodes have been there for long.
final class Memory {
    private static final String USED = "jvm_memory_used_bytes";
    private static final long PATIENCE_SECONDS = 20;

    private final List<Usage> all;

    private Memory(List<Usage> all) {
        this.all = all;
    }

    /// @param living in MiB; negative where it is not known
    private record Usage(String name, long resident, long living, long ageSeconds) {
        @Override
        public String toString() {
            var heap = living < 0 ? "" : ", heap " + living;
            return "%s %d (%d s%s)".formatted(name, resident, ageSeconds, heap);
        }
    }

    /// @param collected whether every node is to collect its garbage first
    static Memory of(ChaosCluster cluster, boolean collected) throws ClusterFailure {
        var all = new ArrayList<Usage>();
        for (var each : cluster.processes().status()) {
            if (each.name().isNode() && each.pid().isPresent()) {
                all.add(usage(cluster, each, each.pid().getAsLong(), collected));
            }
        }
        return new Memory(all);
    }

    private static Usage usage(
            ChaosCluster cluster, MemberStatus member, long pid, boolean collected) {
        long living = -1;
        if (collected && collect(pid)) {
            URI http = member.member().http().orElseThrow();
            living = (long) cluster.http().metric(http, USED).orElse(-1) >> 20;
        }
        var age =
                ProcessHandle.of(pid)
                        .flatMap(process -> process.info().startInstant())
                        .map(since -> Duration.between(since, Instant.now()).toSeconds())
                        .orElse(0L);
        var resident = ProcessCosts.residentKib(List.of(pid)) / 1024;
        return new Usage(member.name().toString(), resident, living, age);
    }

    private static boolean collect(long pid) {
        var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        try {
            var process =
                    new ProcessBuilder(jcmd, Long.toString(pid), "GC.run")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            return process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException none) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// One line, in MiB.
    @Override
    public String toString() {
        return all.stream().map(Usage::toString).collect(Collectors.joining(", "));
    }
}
