package io.carillon.sharding.membership;

import java.io.IOException;
import java.net.Socket;

/// What lies between a socket and its [HeartChannel]: nothing, or TLS.
interface HeartSecurity {
    HeartSecurity NONE =
            new HeartSecurity() {
                @Override
                public Socket connected(Socket raw) {
                    return raw;
                }

                @Override
                public Socket accepted(Socket raw) {
                    return raw;
                }
            };

    /// Over a socket that we connected.
    Socket connected(Socket raw) throws IOException;

    /// Over a socket that was accepted.
    Socket accepted(Socket raw) throws IOException;
}
