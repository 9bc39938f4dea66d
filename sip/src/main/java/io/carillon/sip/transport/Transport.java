package io.carillon.sip.transport;

import java.util.Optional;

/// A transport protocol as Via and `transport=` name it. RFC 3261 §18, RFC 7118.
public enum Transport {
    UDP(1, false, false, 5060),
    TCP(2, true, false, 5060),
    TLS(3, true, true, 5061),
    WS(4, true, false, 80),
    WSS(5, true, true, 443);

    private final int code;
    private final boolean reliable;
    private final boolean secure;
    private final int defaultPort;

    Transport(int code, boolean reliable, boolean secure, int defaultPort) {
        this.code = code;
        this.reliable = reliable;
        this.secure = secure;
        this.defaultPort = defaultPort;
    }

    /// The transport of this name, in any case.
    public static Optional<Transport> of(String name) {
        for (var transport : values()) {
            if (transport.name().equalsIgnoreCase(name)) return Optional.of(transport);
        }
        return Optional.empty();
    }

    /// The transport of this [#code].
    public static Optional<Transport> of(int code) {
        for (var transport : values()) {
            if (transport.code == code) return Optional.of(transport);
        }
        return Optional.empty();
    }

    /// Its number in tokens and events, the same in every release.
    public int code() {
        return code;
    }

    /// Whether the transport delivers or fails: no retransmissions over it (§17).
    public boolean isReliable() {
        return reliable;
    }

    /// Whether it is encrypted.
    public boolean isSecure() {
        return secure;
    }

    public int defaultPort() {
        return defaultPort;
    }

    /// The name in a `transport=` parameter: lower case.
    public String parameter() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
