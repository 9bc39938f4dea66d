package io.carillon.node.records;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.carillon.sip.proxy.ProxyEffect;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;

/// Appends one JSON line for each call that has ended to a file; the owner of a call writes, so
/// there is one for each call in the files of all nodes together.
///
/// Lines wait in a queue for a thread of their own, which hands them to the kernel as soon as it
/// comes to them: a process that is killed loses those of some milliseconds. When the disk cannot
/// keep up, what does not fit into the queue is counted and lost; a call never waits.
public final class CallRecords implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CallRecords.class);
    private static final int MOST_WAITING = 20_000;
    private static final int LONGEST_BATCH = 1_000;
    private static final long CLOSE_MILLIS = 5_000;

    private final ObjectMapper json = new ObjectMapper();
    private final ArrayBlockingQueue<CallRecord> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final FileChannel file;
    private final String node;
    private final Thread thread;
    private volatile boolean closed;
    private volatile boolean full;

    /// Opens the file, and makes it if it is not there.
    ///
    /// @param node `host:port` of this node, to be written into each line
    /// @throws IOException when it cannot be written
    public static CallRecords open(Path path, String node) throws IOException {
        var records = new CallRecords(path, node);
        records.thread.start();
        return records;
    }

    private CallRecords(Path path, String node) throws IOException {
        this.file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        this.node = node;
        this.thread = Thread.ofPlatform().daemon().name("call-records").unstarted(this::run);
    }

    /// A call has ended. May be called on any thread; does not block.
    public void ended(String callId, ProxyEffect.Ended call, long endedAt) {
        if (waiting.offer(CallRecord.of(callId, call, endedAt, node)) || full) return;
        full = true;
        LOG.warn("Call records are lost: the disk does not keep up");
    }

    private void run() {
        var lines = new ByteArrayOutputStream();
        try {
            while (!closed || !waiting.isEmpty()) {
                var first = waiting.poll(100, TimeUnit.MILLISECONDS);
                if (first == null) continue;
                lines.reset();
                int count = 0;
                for (var next = first; next != null; next = waiting.poll()) {
                    lines.writeBytes(json.writeValueAsBytes(next));
                    lines.write('\n');
                    if (++count == LONGEST_BATCH) break;
                }
                write(ByteBuffer.wrap(lines.toByteArray()));
            }
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(ByteBuffer octets) {
        try {
            while (octets.hasRemaining()) file.write(octets);
            full = false;
        } catch (IOException failure) {
            if (!full) LOG.warn("Call records are lost", failure);
            full = true;
        }
    }

    /// Writes what waits and closes the file.
    @Override
    public void close() {
        closed = true;
        try {
            thread.join(CLOSE_MILLIS);
            file.close();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (IOException failure) {
            LOG.warn("Call records could not be closed", failure);
        }
    }
}
