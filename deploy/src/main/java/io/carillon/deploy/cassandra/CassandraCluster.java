package io.carillon.deploy.cassandra;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Several Cassandra nodes that make one database, in folders beside each other.
///
/// Every node is replaceable by hand ([CassandraNode]); this starts them all.
///
/// @param settings of each node, in the order of their addresses
public record CassandraCluster(List<CassandraSettings> settings) {
    public CassandraCluster {
        settings = List.copyOf(settings);
    }

    /// Nodes in `folder/cassandra-1`, `folder/cassandra-2` and so on.
    ///
    /// @param addresses loopback addresses, one for each node
    public static CassandraCluster in(Path folder, List<String> addresses) {
        return new CassandraCluster(
                IntStream.range(0, addresses.size())
                        .mapToObj(
                                index ->
                                        new CassandraSettings(
                                                folder.resolve("cassandra-" + (index + 1)),
                                                addresses,
                                                index,
                                                CassandraSettings.HEAP_MEGABYTES))
                        .toList());
    }

    /// Starts all nodes at once, and waits until each accepts clients: three take some 12 s on two
    /// cores. When one does not start, all are stopped.
    public List<CassandraNode> start(CassandraLibraries libraries) throws IOException {
        var started = new ArrayList<CassandraNode>();
        try {
            for (var each : settings) started.add(CassandraNode.launch(each, libraries));
            for (var each : settings) started.get(each.index()).awaitClients(each.address());
            return List.copyOf(started);
        } catch (IOException failure) {
            started.forEach(CassandraNode::kill);
            throw failure;
        }
    }
}
