package io.carillon.persistence.embedded;

import com.typesafe.config.Config;

import java.nio.file.Path;
import java.time.Duration;

/// What `carillon.persistence.embedded` says; embedded.conf explains each value.
record EmbeddedSettings(
        Path directory,
        int queueEntries,
        long queueBytes,
        int maxEntryBytes,
        long batchBytes,
        Duration commitInterval,
        boolean fsync,
        int readers,
        long blockCacheBytes,
        long memtableBytes,
        long walBytes) {

    static EmbeddedSettings of(Config all) {
        var config = all.getConfig("carillon.persistence.embedded");
        return new EmbeddedSettings(
                Path.of(config.getString("directory")).toAbsolutePath().normalize(),
                config.getInt("queue-entries"),
                config.getBytes("queue-bytes"),
                Math.toIntExact(config.getBytes("max-entry-bytes")),
                config.getBytes("batch-bytes"),
                config.getDuration("commit-interval"),
                config.getBoolean("fsync"),
                config.getInt("readers"),
                config.getBytes("block-cache-bytes"),
                config.getBytes("memtable-bytes"),
                config.getBytes("wal-bytes"));
    }
}
