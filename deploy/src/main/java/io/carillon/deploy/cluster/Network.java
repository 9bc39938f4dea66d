package io.carillon.deploy.cluster;

import java.util.Optional;
import java.util.regex.Pattern;

/// The part of loopback that a cluster lives in, `127.0` unless told otherwise: clusters on
/// different ones do not meet.
///
/// Every member has an address of its own there, and all use the same ports.
///
/// @param prefix the first two parts of its addresses, the first of them 127
public record Network(String prefix) {
    private static final Pattern FORM = Pattern.compile("127\\.(0|[1-9]\\d{0,2})");

    public static final Network DEFAULT = new Network("127.0");

    /// SIP over UDP and TCP.
    public static final int SIP_PORT = 5060;

    /// The operations interface.
    public static final int HTTP_PORT = 8080;

    /// What nodes say to each other.
    public static final int CLUSTER_PORT = 7355;

    /// How nodes watch each other: always this far above the cluster's port.
    public static final int HEART_PORT = CLUSTER_PORT + 100;

    /// Cassandra's clients.
    public static final int CQL_PORT = 9042;

    public Network {
        if (parsePrefix(prefix).isEmpty()) {
            throw new IllegalArgumentException(prefix + " is not like 127.0");
        }
    }

    /// Reads `127.N`; empty when it is something else.
    public static Optional<Network> parse(String text) {
        return parsePrefix(text).map(Network::new);
    }

    private static Optional<String> parsePrefix(String text) {
        var parts = FORM.matcher(text);
        boolean good = parts.matches() && Integer.parseInt(parts.group(1)) <= 255;
        return good ? Optional.of(text) : Optional.empty();
    }

    /// The address of a member.
    public String host(MemberName name) {
        return prefix + "." + name.kind().subnet() + "." + name.number();
    }

    @Override
    public String toString() {
        return prefix;
    }
}
