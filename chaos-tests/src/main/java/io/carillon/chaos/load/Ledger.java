package io.carillon.chaos.load;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// What the server has promised: every contact whose REGISTER it answered 200, by
/// address-of-record.
///
/// Written by the thread that reads answers; complete once that has ended.
public final class Ledger {
    private final Map<String, Set<String>> promised = new ConcurrentHashMap<>();
    private final AtomicInteger size = new AtomicInteger();

    void add(String user, String contact) {
        if (promised.computeIfAbsent(user, _ -> ConcurrentHashMap.newKeySet()).add(contact)) {
            size.incrementAndGet();
        }
    }

    /// How many bindings were promised.
    public int size() {
        return size.get();
    }

    public Set<String> users() {
        return Set.copyOf(promised.keySet());
    }

    /// The contacts promised to this user that are not among those found.
    public Set<String> missing(String user, Set<String> found) {
        var missing = new HashSet<>(promised.getOrDefault(user, Set.of()));
        missing.removeAll(found);
        return missing;
    }
}
