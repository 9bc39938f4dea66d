package io.carillon.chaos.trial;

import io.carillon.chaos.scenario.Fault;
import io.carillon.deploy.cluster.Member;
import io.carillon.deploy.cluster.MemberName;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/// Finds out whom a fault hits when the time has come, and remembers it for the next.
final class Aim {
    private final ChaosCluster cluster;
    private List<MemberName> last = List.of();

    Aim(ChaosCluster cluster) {
        this.cluster = cluster;
    }

    /// @throws IllegalArgumentException where there is nobody of that description
    synchronized List<MemberName> at(Fault.Target target) {
        last =
                switch (target) {
                    case Fault.Target.Named(var name) -> named(name);
                    case Fault.Target.OneOf(var names) -> named(any(names));
                    case Fault.Target.Some some -> described(some);
                };
        if (last.isEmpty()) {
            throw new IllegalArgumentException("there is no " + target);
        }
        return last;
    }

    private static List<MemberName> named(String name) {
        return List.of(MemberName.parse(name).orElseThrow());
    }

    private static <T> T any(List<T> all) {
        return all.get(ThreadLocalRandom.current().nextInt(all.size()));
    }

    private List<MemberName> described(Fault.Target.Some some) {
        return switch (some) {
            case OLDEST -> cluster.oldest().stream().toList();
            case ANY -> List.of(any(names(MemberName.Kind.CORE)));
            case CORE -> {
                var oldest = cluster.oldest();
                yield names(MemberName.Kind.CORE).stream()
                        .filter(name -> oldest.filter(name::equals).isEmpty())
                        .limit(1)
                        .toList();
            }
            case EDGE -> names(MemberName.Kind.EDGE).stream().limit(1).toList();
            case CASSANDRA ->
                    names(MemberName.Kind.CASSANDRA).reversed().stream().limit(1).toList();
            case DATABASE -> names(MemberName.Kind.CASSANDRA);
            case NODES -> {
                var all = new ArrayList<>(names(MemberName.Kind.CORE));
                all.addAll(names(MemberName.Kind.EDGE));
                yield all;
            }
            case IT -> last;
        };
    }

    /// The members of this kind, in order.
    List<MemberName> names(MemberName.Kind kind) {
        return cluster.of(kind).stream().map(Member::name).toList();
    }
}
