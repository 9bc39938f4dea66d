package io.carillon.persistence.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.typesafe.config.Config;

import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.stream.connectors.cassandra.CqlSessionProvider;

import scala.concurrent.ExecutionContext;
import scala.concurrent.Future;

/// Gives the plugin the session of [CassandraPersistence]. The plugin makes it, by its class name.
public final class SharedSession implements CqlSessionProvider {
    private final ActorSystem system;

    public SharedSession(ActorSystem system, Config config) {
        this.system = system;
    }

    @Override
    public Future<CqlSession> connect(ExecutionContext context) {
        return Future.successful(CassandraPersistence.get(system).session());
    }
}
