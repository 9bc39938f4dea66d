package io.carillon.deploy.cluster;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// One process of a cluster as it was set up: where it is to be found, whether it runs or not.
///
/// @param name what it is called
/// @param roles `core`, `edge` or both, or `cassandra`
/// @param network where its address is
/// @param folder what it was given, its data and its log
public record Member(MemberName name, List<String> roles, Network network, Path folder) {
    public Member {
        roles = List.copyOf(roles);
    }

    public String host() {
        return network.host(name);
    }

    /// Where it takes SIP, over UDP and TCP; empty when it does not.
    public Optional<InetSocketAddress> sip() {
        return isEdge() ? Optional.of(at(Network.SIP_PORT)) : Optional.empty();
    }

    /// Its operations interface, like `http://127.0.1.1:8080`; empty for a database.
    public Optional<URI> http() {
        return name.isNode()
                ? Optional.of(URI.create("http://" + host() + ":" + Network.HTTP_PORT))
                : Optional.empty();
    }

    /// Where the other nodes reach it; of a database, where it is asked.
    public InetSocketAddress cluster() {
        return at(name.isNode() ? Network.CLUSTER_PORT : Network.CQL_PORT);
    }

    public boolean isEdge() {
        return roles.contains("edge");
    }

    /// What it has logged, over all its starts.
    public Path log() {
        return folder.resolve("log");
    }

    private InetSocketAddress at(int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(host()), port);
    }
}
