package io.carillon.node;

import io.carillon.node.ops.Readiness;
import io.carillon.node.views.ShardProbe;
import io.carillon.persistence.JournalHealth;
import io.carillon.sharding.membership.Membership;

import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.function.Supplier;

/// Whether this node serves, and can: what a balancer and a rolling restart go by.
///
/// @param serving whether it has been started and not yet been told to stop
/// @param journal of a core node
record NodeHealth(
        Supplier<Boolean> serving,
        Membership membership,
        ShardProbe shards,
        Optional<JournalHealth> journal)
        implements Supplier<Readiness> {
    @Override
    public Readiness get() {
        var troubles = new LinkedHashMap<String, Optional<String>>();
        troubles.put("cluster", unless(membership.isUp(), "not a full member"));
        troubles.put(
                "lease", unless(membership.lease().mayAct(), "no majority counts on this node"));
        troubles.put("shards", shards.trouble());
        journal.ifPresent(each -> troubles.put("journal", each.trouble()));
        troubles.put("serving", unless(serving.get(), "starting or leaving"));
        return Readiness.of(troubles);
    }

    private static Optional<String> unless(boolean good, String trouble) {
        return good ? Optional.empty() : Optional.of(trouble);
    }
}
