package io.carillon.sharding.location;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;

import io.carillon.persistence.PersistenceIds;
import io.carillon.sip.location.Aor;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Goal: a phone that refreshes for years leaves an embedded journal that stays as small as after
/// the first day, and a user who comes back at once.
///
/// Method: the real entity in a time that the test moves, over the real journal with memtables so
/// small that it flushes and compacts all the while; then RocksDB itself flushes and compacts what
/// is there. `-Drefreshes.years=20` lives longer.
class YearsOfRefreshesTest {
    private static final Aor ALICE = new Aor("alice", "example.com");
    private static final Instant BEGIN = Instant.parse("2030-01-01T00:00:00Z");

    /// The size is looked at after so many refreshes.
    private static final int QUARTER = RegistrarInTime.A_YEAR / 4;

    private static final int QUARTERS = 4 * Integer.getInteger("refreshes.years", 2);

    /// Logs and tables that are not compacted yet; a year of events is several times as much.
    private static final long MOST_BYTES = 1_000_000;

    @TempDir Path directory;

    @Test
    void theJournalStaysSmallAndTheUserComesBackAtOnce() throws Exception {
        int refreshes = 0;
        Instant end;
        try (var registrar = new RegistrarInTime("years", config(), BEGIN)) {
            for (int i = 1; i <= QUARTERS; i++) {
                refreshes = registrar.refresh(ALICE, refreshes, QUARTER);
                assertThat(bytes()).as("after %d quarters", i).isLessThan(MOST_BYTES);
            }
            // Some more: what the last snapshot stands for has been deleted by the end.
            refreshes = registrar.refresh(ALICE, refreshes, 30);
            end = registrar.now();
        }

        long written = RegistrarInTime.writesOf(refreshes);
        try (var database = new Opened()) {
            database.compact();
            assertThat(database.table("events").rows()).isBetween(1, 40);
            assertThat(database.table("marks").rows()).isEqualTo(1);
            // One or two, and the index of them.
            assertThat(database.table("snapshots").rows()).isBetween(2, 3);
            assertThat(database.highestSequenceNr()).isEqualTo(written);
            for (var name : List.of("events", "marks", "snapshots")) {
                var table = database.table(name);
                assertThat(table.entries()).as("tombstones of %s", name).isEqualTo(table.rows());
                assertThat(table.bytes()).as(name).isLessThan(20_000);
            }
        }

        try (var registrar = new RegistrarInTime("again", config(), end)) {
            registrar.findsAtItsLastAddress(ALICE, refreshes);
            registrar.refresh(ALICE, refreshes, 3);
        }
        try (var database = new Opened()) {
            assertThat(database.highestSequenceNr()).isEqualTo(written + 1);
        }
    }

    private Config config() {
        return ConfigFactory.parseString(
                        """
                include "persistence.conf"
                carillon.journal = embedded
                carillon.persistence.embedded {
                  directory = "%s"
                  memtable-bytes = 64 KiB
                  wal-bytes = 256 KiB
                  # What is to be shown does not depend on the disk's pace.
                  fsync = off
                  commit-interval = 0
                }
                pekko.actor.provider = local
                pekko.coordinated-shutdown.run-by-jvm-shutdown-hook = off
                pekko.loglevel = WARNING
                """
                                .formatted(directory))
                .withFallback(ConfigFactory.load());
    }

    /// Of logs and tables.
    private long bytes() throws IOException {
        long sum = 0;
        try (var files = Files.list(directory)) {
            for (var file : files.toList()) {
                var name = file.toString();
                if (name.endsWith(".log") || name.endsWith(".sst")) sum += Files.size(file);
            }
        }
        return sum;
    }

    /// @param rows that can be read
    /// @param entries those that are stored, tombstones and what they cover included
    private record Table(int rows, long entries, long bytes) {}

    /// The database of a node that has ended.
    private final class Opened implements AutoCloseable {
        private final Map<String, ColumnFamilyHandle> families = new TreeMap<>();
        private final RocksDB db;

        Opened() throws RocksDBException {
            var path = directory.toString();
            var descriptors = new ArrayList<ColumnFamilyDescriptor>();
            try (var options = new Options()) {
                for (var name : RocksDB.listColumnFamilies(options, path)) {
                    descriptors.add(new ColumnFamilyDescriptor(name));
                }
            }
            var handles = new ArrayList<ColumnFamilyHandle>();
            try (var options = new DBOptions()) {
                db = RocksDB.open(options, path, descriptors, handles);
            }
            for (var handle : handles) {
                families.put(new String(handle.getName(), StandardCharsets.UTF_8), handle);
            }
        }

        void compact() throws RocksDBException {
            try (var options = new FlushOptions()) {
                db.flush(options, List.copyOf(families.values()));
            }
            for (var family : families.values()) db.compactRange(family);
        }

        Table table(String name) throws RocksDBException {
            var family = families.get(name);
            int rows = 0;
            try (var at = db.newIterator(family)) {
                for (at.seekToFirst(); at.isValid(); at.next()) rows++;
                at.status();
            }
            long entries = 0;
            long bytes = 0;
            for (var table : db.getPropertiesOfAllTables(family).values()) {
                entries += table.getNumEntries();
                bytes += table.getDataSize();
            }
            return new Table(rows, entries, bytes);
        }

        long highestSequenceNr() throws RocksDBException {
            var id = PersistenceIds.of(ALICE).id().getBytes(StandardCharsets.UTF_8);
            return ByteBuffer.wrap(db.get(families.get("marks"), id)).getLong();
        }

        @Override
        public void close() {
            for (var family : families.values()) family.close();
            db.close();
        }
    }
}
