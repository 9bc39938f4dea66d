package io.carillon.persistence.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;

import io.carillon.persistence.JournalUnavailableException;

import org.apache.pekko.stream.connectors.cassandra.DriverConfigLoaderFromConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Connects to the database.
///
/// A database that does not answer is waited for, as long as it takes, and it is said what is
/// waited for; one that answers and refuses ends the start.
public final class Sessions {
    private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);
    private static final int REMINDER_SECONDS = 10;

    private Sessions() {}

    /// A session, which the caller closes.
    ///
    /// @param all holds `carillon.persistence.cassandra.driver` and `datastax-java-driver`
    /// @throws JournalUnavailableException when the database refuses us, or is another one
    public static CqlSession open(CassandraSettings settings, Config all) {
        var driver =
                ConfigFactory.parseMap(
                                Map.of(
                                        "advanced.metadata.schema.refreshed-keyspaces",
                                        List.of(settings.keyspace())))
                        .withFallback(all.getConfig("carillon.persistence.cassandra.driver"))
                        .withFallback(all.getConfig("datastax-java-driver"));
        var builder =
                CqlSession.builder()
                        .withConfigLoader(DriverConfigLoaderFromConfig.fromConfig(driver))
                        .withLocalDatacenter(settings.datacenter())
                        .withApplicationName("carillon");
        settings.credentials()
                .ifPresent(role -> builder.withAuthCredentials(role.username(), role.password()));
        settings.tls().ifPresent(tls -> builder.withSslEngineFactory(Pem.engines(tls)));
        for (var address : resolved(settings)) builder.addContactPoint(address);
        var session = await(builder.buildAsync(), settings);
        try {
            checkDatacenter(session, settings);
            return session;
        } catch (RuntimeException wrong) {
            session.close();
            throw wrong;
        }
    }

    /// All addresses of the contact points: a name may have several.
    private static List<InetSocketAddress> resolved(CassandraSettings settings) {
        var addresses = new ArrayList<InetSocketAddress>();
        for (var point : settings.contactPoints()) {
            try {
                for (var each : InetAddress.getAllByName(point.getHostString())) {
                    addresses.add(new InetSocketAddress(each, point.getPort()));
                }
            } catch (UnknownHostException _) {
                LOG.warn("Cassandra's {} is no known name", point.getHostString());
            }
        }
        if (addresses.isEmpty()) {
            throw new JournalUnavailableException(
                    "no address of Cassandra: none of carillon.cassandra.contact-points is known");
        }
        return addresses;
    }

    private static CqlSession await(
            CompletionStage<CqlSession> connecting, CassandraSettings settings) {
        var session = connecting.toCompletableFuture();
        while (true) {
            try {
                return session.get(REMINDER_SECONDS, TimeUnit.SECONDS);
            } catch (TimeoutException _) {
                LOG.warn("Waiting for Cassandra at {}", settings.place());
            } catch (ExecutionException | CompletionException failure) {
                throw refused(settings, failure.getCause());
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                session.thenAccept(CqlSession::forceCloseAsync);
                throw new JournalUnavailableException(
                        "interrupted while waiting for Cassandra", interrupted);
            }
        }
    }

    private static JournalUnavailableException refused(
            CassandraSettings settings, Throwable cause) {
        return new JournalUnavailableException(
                "Cassandra at %s refused: %s".formatted(settings.place(), cause.getMessage()),
                cause);
    }

    private static void checkDatacenter(CqlSession session, CassandraSettings settings) {
        var there = new TreeSet<String>();
        for (var node : session.getMetadata().getNodes().values()) {
            if (node.getDatacenter() != null) there.add(node.getDatacenter());
        }
        if (there.contains(settings.datacenter())) return;
        throw new JournalUnavailableException(
                "carillon.cassandra.datacenter = %s: Cassandra at %s has %s"
                        .formatted(
                                settings.datacenter(), settings.place(), String.join(", ", there)));
    }
}
