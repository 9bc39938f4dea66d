package io.carillon.node.ops;

import java.util.List;
import java.util.function.Supplier;

/// What the HTTP interface gives access to once the node serves.
///
/// @param domains ours: accounts of other domains make no sense
/// @param ready whether the node can serve right now; must not block
public record Operations(
        List<String> domains,
        Supplier<Readiness> ready,
        Accounts accounts,
        Registrations registrations,
        Calls calls,
        ClusterView cluster) {}
