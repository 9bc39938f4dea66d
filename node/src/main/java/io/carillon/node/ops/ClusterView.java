package io.carillon.node.ops;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/// The cluster as this node sees it, for operators.
public interface ClusterView {
    /// One node.
    ///
    /// @param address of its actor system
    /// @param status `Up`, `Joining`, `Leaving`, ...
    /// @param version of Carillon that it runs
    /// @param reachable whether this node hears it
    record Member(
            String address, String status, List<String> roles, String version, boolean reachable) {}

    /// All nodes, those that have been up longest first.
    ///
    /// @param self the address of the one that answers
    /// @param lease whether that one may act: a majority counts on it
    record Cluster(String self, boolean lease, List<Member> members) {}

    /// Where the shards of one entity type live: shard to address of the node.
    record Shards(String type, Map<String, String> homes) {}

    CompletionStage<Cluster> cluster();

    CompletionStage<List<Shards>> shards();
}
