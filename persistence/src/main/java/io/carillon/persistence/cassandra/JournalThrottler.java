package io.carillon.persistence.cassandra;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.RequestThrottlingException;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverOption;
import com.datastax.oss.driver.api.core.connection.BusyConnectionException;
import com.datastax.oss.driver.api.core.connection.ClosedConnectionException;
import com.datastax.oss.driver.api.core.connection.ConnectionInitException;
import com.datastax.oss.driver.api.core.connection.HeartbeatException;
import com.datastax.oss.driver.api.core.context.DriverContext;
import com.datastax.oss.driver.api.core.servererrors.BootstrappingException;
import com.datastax.oss.driver.api.core.servererrors.OverloadedException;
import com.datastax.oss.driver.api.core.servererrors.QueryExecutionException;
import com.datastax.oss.driver.api.core.session.throttling.RequestThrottler;
import com.datastax.oss.driver.api.core.session.throttling.Throttled;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.Set;

/// The gate before the driver, which makes it by its class name: every request passes it, and every
/// end of one is told to it.
///
/// Bounds how many requests are under way and how many wait; what is beyond that fails at once, and
/// so does everything while the [Breaker] is open. It repeats nothing.
public final class JournalThrottler implements RequestThrottler {
    private enum Option implements DriverOption {
        MAX_FAILURES("max-failures"),
        PATIENCE("patience"),
        PROBE_INTERVAL("probe-interval");

        private final String path;

        Option(String name) {
            path = "advanced.throttler." + name;
        }

        @Override
        public String getPath() {
            return path;
        }
    }

    private final Breaker breaker;
    private final int mostUnderWay;
    private final int mostWaiting;

    // All guarded by this.
    private final SequencedSet<Throttled> waiting = new LinkedHashSet<>();
    private final Set<Throttled> underWay = new HashSet<>();
    private boolean closed;

    public JournalThrottler(DriverContext context) {
        var config = context.getConfig().getDefaultProfile();
        breaker =
                new Breaker(
                        config.getInt(Option.MAX_FAILURES),
                        config.getDuration(Option.PATIENCE).toNanos(),
                        config.getDuration(Option.PROBE_INTERVAL).toNanos(),
                        System.nanoTime());
        mostUnderWay = config.getInt(DefaultDriverOption.REQUEST_THROTTLER_MAX_CONCURRENT_REQUESTS);
        mostWaiting = config.getInt(DefaultDriverOption.REQUEST_THROTTLER_MAX_QUEUE_SIZE);
    }

    Breaker breaker() {
        return breaker;
    }

    @Override
    public void register(Throttled request) {
        if (!breaker.admits(System.nanoTime())) {
            refuse(List.of(request), "Cassandra is in trouble");
            return;
        }
        boolean now;
        synchronized (this) {
            now = !closed && underWay.size() < mostUnderWay;
            if (now) {
                underWay.add(request);
            } else if (!closed && waiting.size() < mostWaiting) {
                waiting.add(request);
                return;
            }
        }
        if (now) {
            request.onThrottleReady(false);
        } else {
            breaker.ended();
            refuse(List.of(request), "too many requests wait for Cassandra");
        }
    }

    private static void refuse(Iterable<Throttled> requests, String why) {
        for (var each : requests) each.onThrottleFailure(new RequestThrottlingException(why));
    }

    @Override
    public void signalSuccess(Throttled request) {
        if (!ends(request)) return;
        breaker.succeeded(System.nanoTime());
        goOn();
    }

    @Override
    public void signalError(Throttled request, Throwable error) {
        if (isTheDatabases(error)) {
            failed(request, error.toString());
        } else if (ends(request)) {
            breaker.ended();
            goOn();
        }
    }

    @Override
    public void signalTimeout(Throttled request) {
        failed(request, "Cassandra did not answer in time");
    }

    @Override
    public void signalCancel(Throttled request) {
        if (!ends(request)) return;
        breaker.ended();
        goOn();
    }

    private void failed(Throttled request, String why) {
        if (!ends(request)) return;
        long now = System.nanoTime();
        breaker.failed(why, now);
        if (breaker.trouble(now).isPresent()) refuseWaiting();
        else goOn();
    }

    /// Whether it was under way or waited until now. One that is refused may be out of time in the
    /// same moment.
    private synchronized boolean ends(Throttled request) {
        return underWay.remove(request) || waiting.remove(request);
    }

    /// Those that wait would fail one after the other, each from within the one before.
    private void refuseWaiting() {
        List<Throttled> refused;
        synchronized (this) {
            refused = List.copyOf(waiting);
            waiting.clear();
        }
        for (var _ : refused) breaker.ended();
        refuse(refused, "Cassandra is in trouble");
    }

    /// One request has ended: the next one's turn.
    private void goOn() {
        Throttled next;
        synchronized (this) {
            if (waiting.isEmpty() || underWay.size() >= mostUnderWay) return;
            next = waiting.removeFirst();
            underWay.add(next);
        }
        next.onThrottleReady(true);
    }

    @Override
    public void close() {
        List<Throttled> refused;
        synchronized (this) {
            closed = true;
            refused = List.copyOf(waiting);
            waiting.clear();
        }
        refuse(refused, "the session is closed");
    }

    /// Whether it was the database that failed, and not the request.
    private static boolean isTheDatabases(Throwable error) {
        return error instanceof AllNodesFailedException
                || error instanceof QueryExecutionException
                || error instanceof OverloadedException
                || error instanceof BootstrappingException
                || error instanceof ClosedConnectionException
                || error instanceof ConnectionInitException
                || error instanceof HeartbeatException
                || error instanceof BusyConnectionException;
    }
}
