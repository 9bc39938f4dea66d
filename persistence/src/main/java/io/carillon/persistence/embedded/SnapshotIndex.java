package io.carillon.persistence.embedded;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Which snapshots an id has, in ascending order of sequence number: usually one or two.
///
/// It makes "has no snapshot" one key that a filter can rule out.
record SnapshotIndex(List<Entry> entries) {

    static final SnapshotIndex EMPTY = new SnapshotIndex(List.of());

    /// `timestamp` is in milliseconds since the epoch.
    record Entry(long sequenceNr, long timestamp) {}

    SnapshotIndex {
        entries = List.copyOf(entries);
    }

    static SnapshotIndex decode(byte[] stored) {
        var in = ByteBuffer.wrap(stored);
        var entries = new ArrayList<Entry>();
        while (in.hasRemaining()) {
            entries.add(new Entry(in.getLong(), in.getLong()));
        }
        return new SnapshotIndex(entries);
    }

    byte[] encode() {
        var out = ByteBuffer.allocate(entries.size() * 2 * Long.BYTES);
        for (var entry : entries) {
            out.putLong(entry.sequenceNr()).putLong(entry.timestamp());
        }
        return out.array();
    }

    /// With this snapshot in the place of one of the same number, if there is one.
    SnapshotIndex with(Entry added) {
        var all = new ArrayList<>(without(e -> e.sequenceNr() == added.sequenceNr()).entries());
        var at = 0;
        while (at < all.size() && all.get(at).sequenceNr() < added.sequenceNr()) {
            at++;
        }
        all.add(at, added);
        return new SnapshotIndex(all);
    }

    SnapshotIndex without(Predicate<Entry> dropped) {
        return new SnapshotIndex(entries.stream().filter(dropped.negate()).toList());
    }

    List<Entry> matching(Predicate<Entry> wanted) {
        return entries.stream().filter(wanted).toList();
    }

    Optional<Entry> newest(Predicate<Entry> wanted) {
        return entries.reversed().stream().filter(wanted).findFirst();
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }
}
