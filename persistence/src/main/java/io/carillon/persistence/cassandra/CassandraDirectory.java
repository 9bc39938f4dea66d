package io.carillon.persistence.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;

import io.carillon.persistence.EntityDirectory;
import io.carillon.persistence.JournalUnavailableException;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// The ids of the table of events, in the order of their partitions' tokens.
///
/// Reads the keys of partitions, not their rows, and no more of them than a page has. All ids are
/// those of addresses-of-record; another prefix would be read and left out.
final class CassandraDirectory implements EntityDirectory {
    private final CqlSession session;
    private final String select;

    CassandraDirectory(CqlSession session, CassandraSettings settings) {
        this.session = session;
        this.select =
                "SELECT DISTINCT persistence_id, partition_nr FROM %s.messages"
                        .formatted(settings.keyspace());
    }

    @Override
    public CompletionStage<Page> page(String prefix, Optional<String> after, int limit) {
        if (limit < 1 || limit > MAX_PAGE) {
            throw new IllegalArgumentException("limit must be 1 to " + MAX_PAGE + ": " + limit);
        }
        var statement =
                after.map(
                                id ->
                                        SimpleStatement.newInstance(
                                                select
                                                        + " WHERE token(persistence_id, partition_nr)"
                                                        + " > token(?, 0) LIMIT ?",
                                                id,
                                                limit + 1))
                        .orElseGet(
                                () -> SimpleStatement.newInstance(select + " LIMIT ?", limit + 1))
                        .setExecutionProfileName("directory");
        return session.executeAsync(statement)
                .thenCompose(rows -> collect(rows, new ArrayList<>()))
                .thenApply(ids -> page(ids, prefix, limit))
                .exceptionallyCompose(
                        failure ->
                                CompletableFuture.failedStage(
                                        new JournalUnavailableException(
                                                "Cassandra does not list its ids: "
                                                        + failure.getMessage(),
                                                failure)));
    }

    private static CompletionStage<List<String>> collect(AsyncResultSet rows, List<String> ids) {
        for (var row : rows.currentPage()) ids.add(row.getString("persistence_id"));
        return rows.hasMorePages()
                ? rows.fetchNextPage().thenCompose(more -> collect(more, ids))
                : CompletableFuture.completedStage(ids);
    }

    private static Page page(List<String> ids, String prefix, int limit) {
        // One more than asked was read to know whether there is a next page.
        boolean more = ids.size() > limit;
        var on = more ? ids.subList(0, limit) : ids;
        return new Page(
                on.stream().filter(id -> id.startsWith(prefix)).toList(),
                more ? Optional.of(on.getLast()) : Optional.empty());
    }
}
