package io.carillon.sharding.membership;

import java.net.Socket;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/// Connections that have not yet proved anything: few, and not for long. Thread-safe.
final class Strangers {
    private final int most;

    /// In the order of their coming.
    private final Map<Socket, Long> since = new LinkedHashMap<>();

    Strangers(int most) {
        this.most = most;
    }

    /// The oldest has to go when there are too many.
    synchronized void add(Socket socket) {
        since.put(socket, System.nanoTime());
        if (since.size() > most) closeNext(since.keySet().iterator());
    }

    synchronized void remove(Socket socket) {
        since.remove(socket);
    }

    synchronized void closeOlderThan(long millis) {
        long now = System.nanoTime();
        for (var each = since.entrySet().iterator(); each.hasNext(); ) {
            var entry = each.next();
            if ((now - entry.getValue()) / 1_000_000 < millis) return;
            HeartServer.close(entry.getKey());
            each.remove();
        }
    }

    synchronized int size() {
        return since.size();
    }

    private static void closeNext(Iterator<Socket> sockets) {
        HeartServer.close(sockets.next());
        sockets.remove();
    }
}
