package io.carillon.sip.proxy;

import static io.carillon.sip.proxy.ProxyFixture.ALICE;
import static io.carillon.sip.proxy.ProxyFixture.NOW;
import static io.carillon.sip.proxy.ProxyFixture.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.sip.transport.Destination;
import io.carillon.sip.transport.Transport;

import org.junit.jupiter.api.Test;

import java.net.InetSocketAddress;
import java.util.List;

/// What is forwarded without a transaction.
class StatelessForwardingTest {
    private final ProxyCore core;

    StatelessForwardingTest() {
        var fixture = new ProxyFixture(false, ProxySettings.Relay.ANY);
        core = new ProxyCore(fixture.settings, fixture.branches, fixture.tokens, fixture.answers);
    }

    private List<ProxyEffect> step(ProxyEvent event) {
        return core.on(CallState.NONE, event, NOW).effects();
    }

    private ProxyEffect.ResolveStateless asked() {
        var ack = request("ACK sip:bob@phone.example.net", "To: <sip:bob@example.com>;tag=b1");
        var effects = step(new ProxyEvent.Received(ack, ALICE));
        return (ProxyEffect.ResolveStateless) effects.getFirst();
    }

    @Test
    void anAckGoesWhereItsHostIs() {
        var asked = asked();
        var there = new Destination(Transport.UDP, new InetSocketAddress("192.0.2.20", 5060));
        var found = new ProxyEvent.ResolvedStateless(asked.request(), asked.flow(), List.of(there));
        assertThat(step(found)).hasExactlyElementsOfTypes(ProxyEffect.SendStateless.class);
    }

    @Test
    void anAckForAHostThatDoesNotExistIsDropped() {
        var asked = asked();
        var nowhere = new ProxyEvent.ResolvedStateless(asked.request(), asked.flow(), List.of());
        assertThat(step(nowhere)).isEmpty();
    }
}
