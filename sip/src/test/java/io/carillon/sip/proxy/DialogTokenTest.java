package io.carillon.sip.proxy;

import static io.carillon.sip.proxy.ProxyFixture.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.sip.transport.Flow;
import io.carillon.sip.transport.Transport;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.InetSocketAddress;
import java.util.Optional;

/// A token gives back the flow that it was made with, whichever edge owns it.
final class DialogTokenTest {
    private final ProxyFixture proxy = new ProxyFixture(false, ProxySettings.Relay.ANY);

    @ParameterizedTest
    @CsvSource({
        "'', UDP, 192.0.2.7",
        "'', TCP, 2001:db8::9",
        "127.0.1.1:7355, UDP, 192.0.2.7",
        "edge-2.example.com:7355, WSS, 2001:db8::9",
    })
    void theFlowSurvives(String edge, Transport transport, String host) {
        var flow = new Flow(edge, transport, 1, 77L << 40, new InetSocketAddress(host, 50_123));
        var token = proxy.tokens.make(request("INVITE sip:bob@example.com"), Optional.of(flow), "");
        var later = request("BYE sip:bob@example.com", "To: <sip:bob@example.com>;tag=b1");

        assertThat(proxy.tokens.read(later, token).orElseThrow().flow()).contains(flow);
    }
}
