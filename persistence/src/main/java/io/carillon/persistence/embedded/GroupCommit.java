package io.carillon.persistence.embedded;

import io.carillon.persistence.JournalHealth;
import io.carillon.persistence.JournalOverloadedException;
import io.carillon.persistence.JournalUnavailableException;

import org.apache.pekko.dispatch.Futures;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import scala.concurrent.Future;
import scala.concurrent.Promise;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;

/// Turns many small writes into few commits: one thread drains a bounded queue and syncs the disk
/// once per drain.
///
/// A write's future succeeds only after its bytes are on disk. It fails with
/// [JournalOverloadedException] when the queue is full (nothing was stored) and with
/// [JournalUnavailableException] when the disk refused (unknown what was stored). Writes are
/// committed in the order in which they were submitted. Futures complete on the commit thread.
///
/// `submit` is safe from any thread and never blocks; everything else here runs on the one thread.
final class GroupCommit implements JournalHealth, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);

    /// Queue cost of a write beyond its payload.
    private static final int OVERHEAD_BYTES = 200;

    private static final long PROBE_NANOS = 1_000_000_000L;
    private static final byte[] PROBE_KEY = {'p', 'r', 'o', 'b', 'e'};

    private record Write(
            String persistenceId,
            int bytes,
            long submittedNanos,
            Mutation mutation,
            Promise<Void> done) {}

    private final Database database;
    private final EmbeddedSettings settings;
    private final LongConsumer latencyNanos;
    private final ConcurrentLinkedQueue<Write> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger queuedEntries = new AtomicInteger();
    private final AtomicLong queuedBytes = new AtomicLong();

    /// The last unfinished write of each id that has one.
    private final ConcurrentHashMap<String, Write> unfinished = new ConcurrentHashMap<>();

    /// True while the thread is parked for lack of work: only then does a submitter wake it.
    private final AtomicBoolean asleep = new AtomicBoolean();

    private final WriteOptions unsynced = new WriteOptions();
    private final WriteOptions synced;
    private final WriteBatch batch = new WriteBatch();
    private final Thread thread;
    private volatile boolean closing;
    private volatile boolean ended;
    private volatile String trouble = "";
    private long lastCommitNanos;

    GroupCommit(Database database, EmbeddedSettings settings, LongConsumer latencyNanos) {
        this.database = database;
        this.settings = settings;
        this.latencyNanos = latencyNanos;
        this.synced = new WriteOptions().setSync(settings.fsync());
        this.lastCommitNanos = System.nanoTime() - settings.commitInterval().toNanos();
        this.thread = Thread.ofPlatform().name("journal-commit").daemon().unstarted(this::run);
        thread.start();
    }

    /// Queues one change; `bytes` is its rough size and counts against the queue's bound.
    Future<Void> submit(String persistenceId, int bytes, Mutation mutation) {
        var cost = bytes + OVERHEAD_BYTES;
        if (closing) {
            return Futures.failed(new JournalUnavailableException("the journal is closed"));
        }
        var entries = queuedEntries.incrementAndGet();
        var bytesNow = queuedBytes.addAndGet(cost);
        if (entries > settings.queueEntries() || bytesNow > settings.queueBytes()) {
            queuedEntries.decrementAndGet();
            queuedBytes.addAndGet(-cost);
            return overloaded(entries - 1, bytesNow - cost);
        }
        var write = new Write(persistenceId, cost, System.nanoTime(), mutation, Futures.promise());
        unfinished.put(persistenceId, write);
        queue.add(write);
        if (asleep.get() && asleep.compareAndSet(true, false)) {
            LockSupport.unpark(thread);
        }
        if (ended) {
            failRest();
        }
        return write.done().future();
    }

    /// Completes when every write of this id that was submitted before has succeeded or failed, or
    /// is empty when there is none: then the store may be read at once.
    Optional<Future<Void>> unfinished(String persistenceId) {
        var write = unfinished.get(persistenceId);
        return write == null ? Optional.empty() : Optional.of(write.done().future());
    }

    @Override
    public Optional<String> trouble() {
        var now = trouble;
        return now.isEmpty() ? Optional.empty() : Optional.of(now);
    }

    /// Commits what is queued, then ends the thread. Later writes fail.
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        batch.close();
        synced.close();
        unsynced.close();
    }

    private static Future<Void> overloaded(int entries, long bytes) {
        return Futures.failed(
                new JournalOverloadedException(
                        "the journal's queue is full ("
                                + entries
                                + " writes, "
                                + bytes
                                + " bytes wait for the disk): nothing was stored"));
    }

    private void run() {
        var group = new ArrayList<Write>();
        while (true) {
            if (queue.isEmpty()) {
                if (closing) {
                    ended = true;
                    failRest();
                    return;
                }
                sleepUntilWoken();
                continue;
            }
            waitForCompany();
            drainInto(group);
            commit(group);
            group.clear();
        }
    }

    /// An idle thread costs nothing, except once per second while the disk is in trouble: then it
    /// tries a write, so that a node that is kept out of service for its health can come back.
    private void sleepUntilWoken() {
        asleep.set(true);
        if (queue.isEmpty() && !closing) {
            if (trouble.isEmpty()) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, PROBE_NANOS);
                if (queue.isEmpty()) {
                    probe();
                }
            }
        }
        asleep.set(false);
    }

    /// Keeps commits apart by the commit interval, so that under load they are few and full. The
    /// first write after a pause is not delayed.
    private void waitForCompany() {
        var untilNanos = lastCommitNanos + settings.commitInterval().toNanos();
        var restNanos = untilNanos - System.nanoTime();
        while (restNanos > 0 && !closing) {
            LockSupport.parkNanos(this, restNanos);
            restNanos = untilNanos - System.nanoTime();
        }
    }

    private void drainInto(List<Write> group) {
        var bytes = 0L;
        while (bytes < settings.batchBytes()) {
            var write = queue.poll();
            if (write == null) {
                return;
            }
            group.add(write);
            bytes += write.bytes();
        }
    }

    private void commit(List<Write> group) {
        try {
            for (var write : group) {
                if (write.mutation().readsStore() && batch.count() > 0) {
                    // Visible to reads, on disk with the sync below.
                    database.db().write(unsynced, batch);
                    batch.clear();
                }
                write.mutation().body().addTo(batch);
            }
            if (batch.count() > 0) {
                database.db().write(synced, batch);
            } else {
                database.db().syncWal();
            }
            lastCommitNanos = System.nanoTime();
            recovered();
            succeedAll(group);
        } catch (RocksDBException | RuntimeException | Error e) {
            lastCommitNanos = System.nanoTime();
            failAll(group, failed(e));
        } finally {
            batch.clear();
        }
    }

    private void probe() {
        try {
            batch.put(PROBE_KEY, PROBE_KEY);
            database.db().write(synced, batch);
            recovered();
        } catch (RocksDBException | RuntimeException e) {
            failed(e);
        } finally {
            batch.clear();
        }
    }

    private void recovered() {
        if (!trouble.isEmpty()) {
            LOG.info("journal writes succeed again");
            trouble = "";
        }
    }

    private JournalUnavailableException failed(Throwable cause) {
        var now =
                "the journal in "
                        + settings.directory()
                        + " cannot be written: "
                        + cause.getMessage();
        if (trouble.isEmpty()) {
            LOG.error("{}. Nothing is acknowledged until writes succeed again", now, cause);
        }
        trouble = now;
        return new JournalUnavailableException(now, cause);
    }

    private void succeedAll(List<Write> group) {
        for (var write : group) {
            finish(write);
            latencyNanos.accept(lastCommitNanos - write.submittedNanos());
            write.done().trySuccess(null);
        }
    }

    private void failAll(List<Write> group, JournalUnavailableException cause) {
        for (var write : group) {
            finish(write);
            write.done().tryFailure(cause);
        }
    }

    /// Writes that came in while the thread was ending: whoever sees them first fails them.
    private void failRest() {
        var closed = new JournalUnavailableException("the journal is closed");
        for (var write = queue.poll(); write != null; write = queue.poll()) {
            failAll(List.of(write), closed);
        }
    }

    private void finish(Write write) {
        queuedEntries.decrementAndGet();
        queuedBytes.addAndGet(-write.bytes());
        unfinished.remove(write.persistenceId(), write);
    }
}
