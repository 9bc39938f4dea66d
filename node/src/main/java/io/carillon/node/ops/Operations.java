package io.carillon.node.ops;

import io.carillon.node.trace.MessageTrace;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// What the HTTP interface gives access to once the node serves.
///
/// @param domains ours: accounts of other domains make no sense
/// @param ready whether the node can serve right now; must not block
/// @param trace empty when messages are not kept in mind
public record Operations(
        List<String> domains,
        Supplier<Readiness> ready,
        Accounts accounts,
        Registrations registrations,
        Calls calls,
        ClusterView cluster,
        Optional<MessageTrace> trace) {}
