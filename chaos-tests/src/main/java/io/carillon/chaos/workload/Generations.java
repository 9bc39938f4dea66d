package io.carillon.chaos.workload;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// A map that forgets: what was put in is found for one period at least and two at most.
final class Generations<V> {
    private Map<String, V> young = new HashMap<>();
    private Map<String, V> old = new HashMap<>();

    void put(String key, V value) {
        young.put(key, value);
    }

    Optional<V> get(String key) {
        var found = young.get(key);
        return Optional.ofNullable(found == null ? old.get(key) : found);
    }

    /// Called once a period.
    void turn() {
        old = young;
        young = new HashMap<>();
    }
}
