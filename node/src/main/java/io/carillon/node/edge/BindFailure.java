package io.carillon.node.edge;

import java.io.IOException;
import java.net.InetSocketAddress;

/// A socket could not be opened, mostly because another program listens there.
public final class BindFailure extends IOException {
    private static final long serialVersionUID = 1;

    /// `key` is what asked for the address; the message is one line for the operator.
    public BindFailure(String key, InetSocketAddress address, Throwable cause) {
        super(
                key
                        + ": cannot listen on "
                        + text(address)
                        + ": "
                        + reason(cause)
                        + "; choose a free address of this machine",
                cause);
    }

    private static String text(InetSocketAddress address) {
        var host = address.getHostString();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    private static String reason(Throwable cause) {
        var text = String.valueOf(cause.getMessage());
        if (text.contains("Address already in use")) return "the port is taken";
        if (text.contains("Permission denied")) return "permission denied";
        if (text.contains("assign requested address")) return "no address of this machine";
        return text;
    }
}
