package io.carillon.persistence.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.carillon.persistence.JournalUnavailableException;

import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.NativeLibraryLoader;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WALRecoveryMode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The open RocksDB of one data directory with its column families.
///
/// Opening takes the directory's lock; [#close()] gives it back. The owner makes sure that nobody
/// reads or writes during or after `close`: RocksDB itself would crash the process.
final class Database implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Database.class);
    private static boolean loaded;

    private final List<AutoCloseable> natives = new ArrayList<>();
    private final RocksDB db;
    private final ColumnFamilyHandle events;
    private final ColumnFamilyHandle marks;
    private final ColumnFamilyHandle snapshots;

    private Database(EmbeddedSettings settings) throws RocksDBException {
        var cache = keep(new LRUCache(settings.blockCacheBytes()));
        var handles = new ArrayList<ColumnFamilyHandle>();
        var families =
                List.of(
                        new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY),
                        family("events", settings, cache),
                        family("marks", settings, cache),
                        family("snapshots", settings, cache));
        try {
            db =
                    RocksDB.open(
                            options(settings), settings.directory().toString(), families, handles);
        } catch (RocksDBException e) {
            closeNatives();
            throw e;
        }
        natives.add(db);
        natives.addAll(handles);
        events = handles.get(1);
        marks = handles.get(2);
        snapshots = handles.get(3);
    }

    static Database open(EmbeddedSettings settings) {
        var directory = settings.directory();
        try {
            loadRocksDb(Files.createDirectories(directory.resolve("native")));
            var database = new Database(settings);
            Files.writeString(ownerFile(directory), Long.toString(ProcessHandle.current().pid()));
            return database;
        } catch (IOException | RocksDBException e) {
            throw cannotOpen(directory, e);
        }
    }

    /// Unpacks the native library to a fixed name. Left to itself RocksDB unpacks 15 MB under a new
    /// name in /tmp at each start, which a killed process leaves there.
    private static synchronized void loadRocksDb(Path directory) throws IOException {
        if (!loaded) {
            try {
                NativeLibraryLoader.getInstance().loadLibrary(directory.toString());
            } catch (UnsatisfiedLinkError e) {
                // No code may be run from the data directory (mounted noexec): try /tmp after all.
                LOG.info("native library not loaded from {}: {}", directory, e.getMessage());
            }
            RocksDB.loadLibrary();
            loaded = true;
        }
    }

    RocksDB db() {
        return db;
    }

    ColumnFamilyHandle events() {
        return events;
    }

    ColumnFamilyHandle marks() {
        return marks;
    }

    ColumnFamilyHandle snapshots() {
        return snapshots;
    }

    @Override
    public void close() {
        db.cancelAllBackgroundWork(true);
        closeNatives();
    }

    private DBOptions options(EmbeddedSettings settings) {
        return keep(new DBOptions())
                .setCreateIfMissing(true)
                .setCreateMissingColumnFamilies(true)
                // After a crash the log ends in a torn record: read up to it. What was
                // acknowledged was synced and lies before it.
                .setWalRecoveryMode(WALRecoveryMode.PointInTimeRecovery)
                // A log file that is written over keeps its size, so that a sync
                // has no inode to write: half the cost of a commit.
                .setRecycleLogFileNum(2)
                .setMaxTotalWalSize(settings.walBytes())
                .setMaxBackgroundJobs(2)
                .setMaxOpenFiles(-1)
                .setBytesPerSync(1 << 20)
                // One thread writes: nothing to yield to.
                .setEnableWriteThreadAdaptiveYield(false)
                .setAllowConcurrentMemtableWrite(false)
                // No periodic work on an idle node.
                .setStatsDumpPeriodSec(0)
                .setStatsPersistPeriodSec(0)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setKeepLogFileNum(2);
    }

    private ColumnFamilyDescriptor family(String name, EmbeddedSettings settings, Cache cache) {
        // Filters stay in memory with their open table (not in the cache, which would evict them):
        // "this id is new" is answered without touching the disk.
        var tables =
                new BlockBasedTableConfig()
                        .setBlockCache(cache)
                        .setFilterPolicy(keep(new BloomFilter(10, false)))
                        .setCacheIndexAndFilterBlocks(false);
        var options =
                keep(new ColumnFamilyOptions())
                        .setWriteBufferSize(settings.memtableBytes())
                        .setMaxWriteBufferNumber(3)
                        .setMemtableWholeKeyFiltering(true)
                        .setMemtablePrefixBloomSizeRatio(0.05)
                        .setCompressionType(CompressionType.LZ4_COMPRESSION)
                        .setTableFormatConfig(tables);
        return new ColumnFamilyDescriptor(name.getBytes(UTF_8), options);
    }

    private <T extends AutoCloseable> T keep(T object) {
        natives.add(object);
        return object;
    }

    /// Last opened, first closed: handles, then the database, then what it was opened with.
    private void closeNatives() {
        for (var object : natives.reversed()) {
            try {
                object.close();
            } catch (Exception e) {
                throw new IllegalStateException("closing " + object, e);
            }
        }
        natives.clear();
    }

    private static Path ownerFile(Path directory) {
        return directory.resolve("owner.pid");
    }

    private static JournalUnavailableException cannotOpen(Path directory, Exception cause) {
        var reason = String.valueOf(cause.getMessage());
        if (!reason.contains("lock")) {
            return new JournalUnavailableException(
                    "cannot open the journal in "
                            + directory
                            + " ("
                            + reason
                            + "): make that directory writable and its disk sound, or set"
                            + " carillon.data-dir to another one",
                    cause);
        }
        return new JournalUnavailableException(
                "the journal in "
                        + directory
                        + " is in use by another node"
                        + owner(directory)
                        + ": stop that node, or give this one its own carillon.data-dir",
                cause);
    }

    private static String owner(Path directory) {
        try {
            return " (process " + Files.readString(ownerFile(directory)).strip() + ")";
        } catch (IOException _) {
            return "";
        }
    }
}
