package io.carillon.sip.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.sip.transport.Edges;
import io.carillon.sip.transport.Listener;
import io.carillon.sip.transport.Transport;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.InetSocketAddress;
import java.util.List;

/// By which names we know ourselves again.
final class ProxySettingsTest {
    private static final Edges EDGES =
            Edges.alone(
                    List.of(
                            listener(Transport.UDP, "::1", 5070, "0:0:0:0:0:0:0:1"),
                            listener(Transport.TCP, "192.0.2.1", 5060, "sip.example.com")));

    private static final ProxySettings SETTINGS =
            new ProxySettings(
                    List.of("example.com"),
                    () -> EDGES,
                    true,
                    true,
                    ProxySettings.Relay.NONE,
                    List.of(),
                    ProxySettings.Timers.DEFAULT,
                    180_000,
                    false);

    private static Listener listener(Transport transport, String address, int port, String host) {
        var bound = new InetSocketAddress(address, port);
        return new Listener(transport, 0, bound, host, port);
    }

    @ParameterizedTest
    @CsvSource({
        "[::1], 5070, true",
        "::1, 5070, true",
        "[0:0::1], 5070, true",
        "[::1], -1, false",
        "[::2], 5070, false",
        "192.0.2.1, -1, true",
        "SIP.example.com, 5060, true",
        "sip.example.com, 5061, false",
    })
    void ourListenersByHostAndPort(String host, int port, boolean ours) {
        assertThat(SETTINGS.isOurListener(host, port)).isEqualTo(ours);
    }
}
