package io.carillon.persistence.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.carillon.persistence.EntityDirectory;

import org.rocksdb.ReadOptions;

import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/// The ids of the embedded store in the order of their UTF-8 bytes, read on a reader thread.
final class EmbeddedDirectory implements EntityDirectory {

    private final EmbeddedStore store;
    private final Executor readers;

    EmbeddedDirectory(EmbeddedStore store, Executor readers) {
        this.store = store;
        this.readers = readers;
    }

    @Override
    public CompletionStage<Page> page(String prefix, Optional<String> after, int limit) {
        if (limit < 1 || limit > MAX_PAGE) {
            throw new IllegalArgumentException("limit must be 1 to " + MAX_PAGE + ": " + limit);
        }
        return CompletableFuture.supplyAsync(() -> read(prefix, after, limit), readers);
    }

    private Page read(String prefix, Optional<String> after, int limit) {
        return store.reading(
                () -> {
                    var ids = new ArrayList<String>();
                    var database = store.database();
                    // A long scan must not push what recoveries need out of the cache.
                    try (var options = new ReadOptions().setFillCache(false);
                            var at = database.db().newIterator(database.marks(), options)) {
                        at.seek(
                                after.filter(a -> a.compareTo(prefix) > 0)
                                        .orElse(prefix)
                                        .getBytes(UTF_8));
                        if (at.isValid()
                                && after.isPresent()
                                && after.get().equals(new String(at.key(), UTF_8))) {
                            at.next();
                        }
                        while (at.isValid() && ids.size() <= limit) {
                            var id = new String(at.key(), UTF_8);
                            if (!id.startsWith(prefix)) {
                                break;
                            }
                            ids.add(id);
                            at.next();
                        }
                        at.status();
                    }
                    // One more than asked was read to know whether there is a next page.
                    return ids.size() > limit
                            ? new Page(ids.subList(0, limit), Optional.of(ids.get(limit - 1)))
                            : new Page(ids, Optional.empty());
                });
    }
}
