package io.carillon.persistence.cassandra;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;

import io.carillon.persistence.JournalUnavailableException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// The keyspace and its tables, as schema.cql has them: printed, made, or found missing.
///
/// Nodes never make them: two that do so at a time would disagree.
public final class Schema {
    private static final Set<String> TABLES = Set.of("messages", "metadata", "snapshots");
    private static final int AGREEMENT_SECONDS = 60;

    private Schema() {}

    /// The CQL for an operator, with the keyspace and the replication of these settings.
    public static String cql(CassandraSettings settings) {
        var replication =
                settings.replicationFactor() == 1
                        ? "{'class': 'SimpleStrategy', 'replication_factor': 1}"
                        : "{'class': 'NetworkTopologyStrategy', '%s': %d}"
                                .formatted(settings.datacenter(), settings.replicationFactor());
        try (var resource = Schema.class.getResourceAsStream("schema.cql")) {
            if (resource == null) throw new IllegalStateException("schema.cql is missing");
            return new String(resource.readAllBytes(), UTF_8)
                    .replace("${keyspace}", settings.keyspace())
                    .replace("${replication}", replication);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// Makes what is missing, and waits until all nodes of the database know it.
    ///
    /// @throws JournalUnavailableException when they do not agree within a minute
    public static void create(CqlSession session, CassandraSettings settings) {
        for (var statement : statements(cql(settings))) {
            session.execute(
                    SimpleStatement.newInstance(statement).setExecutionProfileName("schema"));
            awaitAgreement(session);
        }
    }

    private static void awaitAgreement(CqlSession session) {
        for (int i = 0; i < AGREEMENT_SECONDS * 5; i++) {
            if (session.checkSchemaAgreement()) return;
            LockSupport.parkNanos(200_000_000);
        }
        throw new JournalUnavailableException(
                "the nodes of Cassandra did not agree on the schema: see that all are up, and try"
                        + " again");
    }

    /// The statements of a script, without comments.
    static List<String> statements(String script) {
        var code =
                script.lines()
                        .filter(line -> !line.strip().startsWith("--"))
                        .collect(Collectors.joining("\n"));
        return Arrays.stream(code.split(";"))
                .map(String::strip)
                .filter(Predicate.not(String::isEmpty))
                .toList();
    }

    /// @throws JournalUnavailableException when the keyspace or a table is not there, with the
    /// command that makes it
    static void check(CqlSession session, CassandraSettings settings) {
        var missing = new HashSet<>(TABLES);
        session.execute(
                        SimpleStatement.newInstance(
                                "SELECT table_name FROM system_schema.tables"
                                        + " WHERE keyspace_name = ?",
                                settings.keyspace()))
                .forEach(row -> missing.remove(row.getString("table_name")));
        if (missing.isEmpty()) return;
        throw new JournalUnavailableException(
                "the keyspace %s of Cassandra at %s lacks %s: make it with ./carillon schema create, and the settings of this node"
                        .formatted(
                                settings.keyspace(),
                                settings.place(),
                                missing.equals(TABLES)
                                        ? "Carillon's tables, or is not there"
                                        : "the table " + missing.iterator().next()));
    }
}
