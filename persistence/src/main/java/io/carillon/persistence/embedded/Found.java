package io.carillon.persistence.embedded;

import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.Holder;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/// What looking up one key gave.
///
/// "Nothing" for a new id is the common case on the way of a first REGISTER: bloom filters in
/// memory give that answer without a read of the disk.
sealed interface Found {

    /// Stored.
    @SuppressWarnings("ArrayRecordComponent") // owned by whoever asked, never compared
    record Value(byte[] bytes) implements Found {}

    /// Certainly not stored.
    record Nothing() implements Found {}

    /// Not known without reading the disk.
    record Unknown() implements Found {}

    /// Looks the key up; with [EmbeddedStore.Reach#DISK] the answer is never [Unknown].
    static Found in(
            Database database, ColumnFamilyHandle family, byte[] key, EmbeddedStore.Reach reach)
            throws RocksDBException {
        if (reach == EmbeddedStore.Reach.DISK) {
            var value = database.db().get(family, key);
            return value == null ? new Nothing() : new Value(value);
        }
        var holder = new Holder<byte[]>();
        if (!database.db().keyMayExist(family, key, holder)) {
            return new Nothing();
        }
        return holder.getValue() == null ? new Unknown() : new Value(holder.getValue());
    }

    /// True when a read in memory failed only because the answer lies on disk.
    static boolean needsDisk(RocksDBException e) {
        return e.getStatus() != null && e.getStatus().getCode() == Status.Code.Incomplete;
    }
}
