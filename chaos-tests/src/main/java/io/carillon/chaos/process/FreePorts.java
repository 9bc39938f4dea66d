package io.carillon.chaos.process;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;

/// Ports of 127.0.0.1 that nobody uses, each handed out once.
///
/// They lie below the range from which the kernel takes the ports of outgoing connections, so
/// that nothing takes one away while a server restarts.
public final class FreePorts {
    private static final int LOWEST = 20_000;
    private static final int HIGHEST = 31_998;

    private static final Set<Integer> TAKEN = new HashSet<>();
    private static final SplittableRandom RANDOM = new SplittableRandom();

    private FreePorts() {}

    /// A port free for UDP and TCP, as is the next one above it.
    public static synchronized int next() {
        for (int attempt = 0; attempt < 1000; attempt++) {
            int port = RANDOM.nextInt(LOWEST / 2, HIGHEST / 2) * 2;
            if (!TAKEN.contains(port) && isFree(port) && isFree(port + 1)) {
                TAKEN.add(port);
                return port;
            }
        }
        throw new IllegalStateException("no free port on 127.0.0.1");
    }

    /// Whether nobody listens on this port of 127.0.0.1.
    public static boolean isFree(int port) {
        try (var stream = new ServerSocket();
                var datagram = new DatagramSocket(null)) {
            var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
            stream.setReuseAddress(true);
            stream.bind(address);
            datagram.bind(address);
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
