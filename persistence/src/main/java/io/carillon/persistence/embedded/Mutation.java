package io.carillon.persistence.embedded;

import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/// One change of the store, all or nothing. Runs on the commit thread.
///
/// `readsStore` marks a change that looks at what is stored before it decides: earlier changes are
/// made visible to it first.
record Mutation(boolean readsStore, Body body) {

    /// Adds the change to the batch; it does not write by itself.
    @FunctionalInterface
    interface Body {
        void addTo(WriteBatch batch) throws RocksDBException;
    }

    static Mutation blind(Body body) {
        return new Mutation(false, body);
    }

    static Mutation reading(Body body) {
        return new Mutation(true, body);
    }
}
