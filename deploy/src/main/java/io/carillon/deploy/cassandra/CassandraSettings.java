package io.carillon.deploy.cassandra;

import java.math.BigInteger;
import java.nio.file.Path;
import java.util.List;

/// One node of a Cassandra cluster on this machine.
///
/// @param folder its own: configuration, data, logs and pid
/// @param addresses the loopback addresses of all nodes of the cluster, which never change
/// @param index which of them is this node's, from 0
/// @param heapMegabytes its largest heap; some 150 MB come on top
public record CassandraSettings(Path folder, List<String> addresses, int index, int heapMegabytes) {
    /// Enough for trials and tests.
    public static final int HEAP_MEGABYTES = 320;

    private static final BigInteger TOKENS = BigInteger.ONE.shiftLeft(64);

    public CassandraSettings {
        folder = folder.toAbsolutePath().normalize();
        addresses = List.copyOf(addresses);
        if (index < 0 || index >= addresses.size()) {
            throw new IllegalArgumentException("no address " + index + " in " + addresses);
        }
    }

    /// A cluster of one.
    public static CassandraSettings alone(Path folder, String address) {
        return new CassandraSettings(folder, List.of(address), 0, HEAP_MEGABYTES);
    }

    /// This node's address.
    public String address() {
        return addresses.get(index);
    }

    /// Where this node's share of the ring ends: nodes share it evenly.
    long token() {
        return TOKENS.multiply(BigInteger.valueOf(index))
                .divide(BigInteger.valueOf(addresses.size()))
                .add(BigInteger.valueOf(Long.MIN_VALUE))
                .longValueExact();
    }
}
