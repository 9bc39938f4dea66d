package io.carillon.sharding.wire;

import java.util.concurrent.ConcurrentHashMap;

/// The names of edges that were read off the wire, each kept once: a name stands in every flow of
/// every call and binding, and there are as many names as nodes.
final class EdgeNames {
    /// Far more than there are nodes; what is beyond is not kept, and costs memory only.
    private static final int MOST = 1_024;

    private static final ConcurrentHashMap<String, String> NAMES = new ConcurrentHashMap<>();

    private EdgeNames() {}

    /// The one instance of this name.
    static String of(String name) {
        if (name.isEmpty()) return "";
        var known = NAMES.get(name);
        if (known != null) return known;
        if (NAMES.size() >= MOST) return name;
        var before = NAMES.putIfAbsent(name, name);
        return before == null ? name : before;
    }
}
