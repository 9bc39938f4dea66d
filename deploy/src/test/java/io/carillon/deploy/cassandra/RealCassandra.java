package io.carillon.deploy.cassandra;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/// Gives tests one Cassandra of one node, started when first asked for and stopped after the last
/// test of the run.
///
/// As a parameter of a test. Tests share it, so each works in a keyspace of its own, and one that
/// stops it has to [Database#start] it again. Where there is no Java 17 its tests are skipped, but
/// fail when `CI` is set.
public final class RealCassandra implements ExecutionCondition, ParameterResolver {
    /// What a test gets.
    public static final class Database implements AutoCloseable {
        private final CassandraLibraries libraries;
        private final CassandraSettings settings;
        private CassandraNode node;

        private Database() throws IOException {
            libraries =
                    CassandraLibraries.of(
                            Path.of(System.getProperty("carillon.root")), System.err::println);
            // Runs at the same time on one machine do not meet.
            long pid = ProcessHandle.current().pid();
            var address = "127.77.%d.%d".formatted(pid >> 8 & 0xff, pid & 0xff);
            settings =
                    CassandraSettings.alone(
                            Files.createTempDirectory("carillon-cassandra-"), address);
            node = CassandraNode.start(settings, libraries);
        }

        public String address() {
            return settings.address();
        }

        public CassandraNode node() {
            return node;
        }

        /// Starts it again on the same data, if it does not run.
        public void start() throws IOException {
            if (!node.alive()) node = CassandraNode.start(settings, libraries);
        }

        @Override
        public void close() throws IOException {
            node.kill();
            try (var files = Files.walk(settings.folder())) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return Java17.find().isPresent() || System.getenv("CI") != null
                ? ConditionEvaluationResult.enabled("Cassandra can be had, or has to")
                : ConditionEvaluationResult.disabled(Java17.MISSING);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Database.class;
    }

    @Override
    public Database resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(Namespace.GLOBAL)
                .getOrComputeIfAbsent(
                        Database.class,
                        _ -> {
                            try {
                                var database = new Database();
                                // A run that is interrupted closes no stores.
                                Runtime.getRuntime()
                                        .addShutdownHook(new Thread(() -> database.node.kill()));
                                return database;
                            } catch (IOException failure) {
                                throw new UncheckedIOException(failure);
                            }
                        },
                        Database.class);
    }
}
