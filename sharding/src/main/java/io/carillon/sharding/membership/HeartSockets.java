package io.carillon.sharding.membership;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

/// Makes connected sockets ready for a [HeartChannel].
///
/// Who closes closes the plain socket: that never blocks.
final class HeartSockets {
    /// The kernel of the other host said that nobody listens there.
    static final class Refused extends IOException {
        private static final long serialVersionUID = 1;

        Refused(IOException cause) {
            super("refused", cause);
        }
    }

    /// A refusal is an answer and comes at once. Later ones are the kernel's own time-outs, which
    /// have the same type.
    private static final Duration LATEST_REFUSAL = Duration.ofMillis(900);

    private HeartSockets() {}

    /// Connects this socket, from the address that this node itself listens on: what filters
    /// between nodes know of a node is that address.
    ///
    /// @param self this node's own cluster address
    /// @throws Refused when the port is closed there
    static void connect(Socket raw, String self, InetSocketAddress to, Duration patience)
            throws IOException {
        long from = System.nanoTime();
        try {
            raw.setTcpNoDelay(true);
            raw.bind(new InetSocketAddress(HeartAddress.of(self).getAddress(), 0));
            raw.connect(to, Math.toIntExact(patience.toMillis()));
        } catch (ConnectException e) {
            if (System.nanoTime() - from < LATEST_REFUSAL.toNanos()) throw new Refused(e);
            throw e;
        }
    }
}
