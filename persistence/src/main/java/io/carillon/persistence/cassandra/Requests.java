package io.carillon.persistence.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverTimeoutException;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Statement;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/// Sends requests to the database, and once more those whose time was over while this process slept
/// (it was stopped, its machine stood still): nobody could have heard the answer, and nothing is
/// wrong with the database. The entities that wait would refuse their users otherwise.
///
/// A write that is repeated counts as of the time of the first, for the rows may have gone to
/// another owner and been deleted meanwhile. Thread-safe.
final class Requests {
    /// A time-out that comes so much later than it should was not waited for, but slept through.
    private static final long LATE = Duration.ofMillis(300).toNanos();

    /// After a longer sleep another node may own what was to be written.
    private static final long TOO_LATE = Duration.ofSeconds(5).toNanos();

    private final CqlSession session;
    private final long timeout;

    Requests(CqlSession session) {
        this.session = session;
        timeout =
                session.getContext()
                        .getConfig()
                        .getDefaultProfile()
                        .getDuration(DefaultDriverOption.REQUEST_TIMEOUT)
                        .toNanos();
    }

    /// Sends it with the settings of the default profile.
    CompletionStage<AsyncResultSet> send(Statement<?> statement) {
        long sentAt = System.nanoTime();
        long sentAtMicros = System.currentTimeMillis() * 1_000;
        return session.executeAsync(statement)
                .exceptionallyCompose(
                        failure ->
                                wasSleptThrough(failure, System.nanoTime() - sentAt)
                                        ? session.executeAsync(
                                                statement.setQueryTimestamp(sentAtMicros))
                                        : CompletableFuture.failedStage(failure));
    }

    private boolean wasSleptThrough(Throwable failure, long took) {
        var cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof DriverTimeoutException && took > timeout + LATE && took < TOO_LATE;
    }
}
