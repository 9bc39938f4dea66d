package io.carillon.sharding.membership;

import org.apache.pekko.remote.artery.tcp.SSLEngineProvider;

import scala.Option;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;

/// TLS of the actor systems' own connections.
///
/// Pekko's provider with keys that rotate also wants all nodes to share a subject name, which nodes
/// with certificates of their own do not.
final class ClusterEngines implements SSLEngineProvider {
    static final String[] PROTOCOLS = {"TLSv1.3"};

    private final ClusterTls tls;

    ClusterEngines(ClusterTls tls) {
        this.tls = tls;
    }

    @Override
    public SSLEngine createServerSSLEngine(String hostname, int port) {
        var engine = engine(hostname, port);
        engine.setUseClientMode(false);
        engine.setNeedClientAuth(true);
        return engine;
    }

    @Override
    public SSLEngine createClientSSLEngine(String hostname, int port) {
        var engine = engine(hostname, port);
        engine.setUseClientMode(true);
        return engine;
    }

    private SSLEngine engine(String hostname, int port) {
        var engine = tls.context().createSSLEngine(hostname, port);
        engine.setEnabledProtocols(PROTOCOLS);
        return engine;
    }

    /// The authority's signature was all that was asked for.
    @Override
    public Option<Throwable> verifyClientSession(String hostname, SSLSession session) {
        return Option.empty();
    }

    @Override
    public Option<Throwable> verifyServerSession(String hostname, SSLSession session) {
        return Option.empty();
    }
}
