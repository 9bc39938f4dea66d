package io.carillon.node.config;

import com.typesafe.config.Config;

import io.carillon.node.edge.EdgeSettings;
import io.carillon.node.ops.HttpSettings;
import io.carillon.sip.auth.DigestAlgorithm;
import io.carillon.sip.auth.Secret;
import io.carillon.sip.location.RegistrarSettings;
import io.carillon.sip.proxy.ProxySettings;
import io.carillon.sip.proxy.ProxySettings.Relay;
import io.carillon.sip.proxy.ProxySettings.RouteRule;
import io.carillon.sip.transport.Edges;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// The settings of a node, checked: what is here can be used as it is.
///
/// @param cluster this node's place among others
/// @param domains ours, lower case, at least one
/// @param edge what to listen on for SIP; nothing on a node that is no edge
/// @param authenticate whether our users need a password
/// @param digests the algorithms that challenges offer, in this order, at least one
/// @param accountsFile accounts to load at start
/// @param callRecords where each call that has ended gets a line
/// @param messageTrace octets of memory for messages that have passed; 0 for none
/// @param timerC how long a call may ring (RFC 3261 §16.6 step 11)
/// @param http empty when the operations interface is off
/// @param dataDir where the journal and generated keys are kept
/// @param secret the key of nonces, branches and flow tokens
/// @param loops how many event loops to run
/// @param rehearsal how long to practise before serving; zero for not at all
/// @param actors the whole configuration of the actor system
public record NodeConfig(
        ClusterSettings cluster,
        List<String> domains,
        EdgeSettings edge,
        boolean authenticate,
        List<DigestAlgorithm> digests,
        Relay relay,
        Optional<Path> accountsFile,
        Optional<Path> callRecords,
        int messageTrace,
        RegistrarSettings registrar,
        boolean recordRoute,
        List<RouteRule> routes,
        Duration timerC,
        Optional<HttpSettings> http,
        Path dataDir,
        Secret secret,
        int loops,
        Duration rehearsal,
        Config actors) {
    /// Reads and checks; `arguments` are the keys and values given by `-D`.
    public static NodeConfig load(Optional<Path> file, Map<String, String> arguments)
            throws InvalidConfig {
        return NodeConfigReader.read(ConfigSources.merged(file, arguments));
    }

    /// The name under which the actor system finds its event loops.
    public String loopsName() {
        return actors.getString("carillon.loops.loops");
    }

    /// Whether this node is no member of a cluster with others.
    public boolean isAlone() {
        return cluster.isAlone();
    }

    /// What the proxy core needs, once the sockets are open. RFC 3261 §16.
    public ProxySettings proxy(Supplier<Edges> edges) {
        return new ProxySettings(
                domains,
                edges,
                recordRoute,
                authenticate,
                relay,
                routes,
                ProxySettings.Timers.DEFAULT,
                timerC.toMillis(),
                !isAlone());
    }
}
