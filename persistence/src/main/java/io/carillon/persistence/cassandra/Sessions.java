package io.carillon.persistence.cassandra;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.CqlSessionBuilder;
import com.datastax.oss.driver.api.core.auth.AuthenticationException;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;

import io.carillon.persistence.JournalUnavailableException;

import org.apache.pekko.stream.connectors.cassandra.DriverConfigLoaderFromConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;

import javax.net.ssl.SSLException;

/// Connects to the database.
///
/// A database that does not answer is waited for, as long as it takes, and it is said what is
/// waited for and why; one that answers and refuses ends the start.
public final class Sessions {
    private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);
    private static final Duration REMINDER = Duration.ofSeconds(10);
    private static final Duration AGAIN = Duration.ofSeconds(1);

    /// Words of Cassandra.
    private static final String NO_QUORUM_OF_PASSWORDS = "Unable to perform authentication";

    /// Words of the JDK.
    private static final String TLS_ALERT = "Received fatal alert";

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
        var session = connect(settings, driver);
        try {
            checkDatacenter(session, settings);
            return session;
        } catch (RuntimeException wrong) {
            session.close();
            throw wrong;
        }
    }

    private static CqlSessionBuilder builder(
            CassandraSettings settings, Config driver, List<InetSocketAddress> addresses) {
        var builder =
                CqlSession.builder()
                        .withConfigLoader(DriverConfigLoaderFromConfig.fromConfig(driver))
                        .withLocalDatacenter(settings.datacenter())
                        .withApplicationName("carillon")
                        .addContactPoints(addresses);
        settings.credentials()
                .ifPresent(role -> builder.withAuthCredentials(role.username(), role.password()));
        settings.tls().ifPresent(tls -> builder.withSslEngineFactory(Pem.engines(tls)));
        return builder;
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
        return addresses;
    }

    private static CqlSession connect(CassandraSettings settings, Config driver) {
        var addresses = resolved(settings);
        if (addresses.isEmpty()) {
            throw new JournalUnavailableException(
                    "no address of Cassandra: none of carillon.cassandra.contact-points is known");
        }
        long remindAt = System.nanoTime();
        while (true) {
            var session = builder(settings, driver, addresses).buildAsync().toCompletableFuture();
            try {
                return session.get();
            } catch (ExecutionException failure) {
                var refusal = refusal(failure.getCause());
                if (refusal.isPresent()) throw refused(settings, refusal.get());
                if (System.nanoTime() - remindAt >= 0) {
                    var why = why((AllNodesFailedException) failure.getCause());
                    LOG.warn("Waiting for Cassandra at {}: {}", settings.place(), why);
                    remindAt = System.nanoTime() + REMINDER.toNanos();
                    // One that was moved meanwhile has other addresses under its names.
                    var now = resolved(settings);
                    if (!now.isEmpty()) addresses = now;
                }
            } catch (InterruptedException interrupted) {
                session.thenAccept(CqlSession::forceCloseAsync);
                throw interrupted(interrupted);
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(AGAIN);
        } catch (InterruptedException interrupted) {
            throw interrupted(interrupted);
        }
    }

    private static JournalUnavailableException interrupted(InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return new JournalUnavailableException(
                "interrupted while waiting for Cassandra", interrupted);
    }

    /// What will not get better by waiting: a password or a certificate that a node does not take,
    /// or one of its that we do not. A database that has too few nodes to look passwords up takes
    /// none, either, but will.
    private static Optional<Throwable> refusal(Throwable failure) {
        if (!(failure instanceof AllNodesFailedException all)) return Optional.of(failure);
        for (var errors : all.getAllErrors().values()) {
            for (var error : errors) {
                for (Throwable cause = error; cause != null; cause = cause.getCause()) {
                    if (isFinal(cause)) return Optional.of(cause);
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isFinal(Throwable cause) {
        return switch (cause) {
            case AuthenticationException password ->
                    !password.getMessage().contains(NO_QUORUM_OF_PASSWORDS);
            case CertificateException _ -> true;
            // Others come of a database that is stopped in the middle of a handshake.
            case SSLException handshake ->
                    handshake.getMessage() != null && handshake.getMessage().contains(TLS_ALERT);
            default -> false;
        };
    }

    /// The first failure of each node, in a line.
    private static String why(AllNodesFailedException failure) {
        var reasons = new TreeSet<String>();
        failure.getAllErrors()
                .forEach(
                        (node, errors) ->
                                reasons.add(node.getEndPoint() + " " + root(errors.getFirst())));
        return String.join("; ", reasons);
    }

    private static String root(Throwable failure) {
        var root = failure;
        while (root.getCause() != null) root = root.getCause();
        return root.getMessage() == null ? root.toString() : root.getMessage();
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
