package io.carillon.node.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.sharding.flow.Outbound;
import io.carillon.sharding.flow.Parcel;
import io.carillon.sip.transport.Destination;
import io.carillon.sip.transport.Hop;
import io.carillon.sip.transport.Transport;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Datagrams in and out through real sockets.
class UdpEdgeTest {
    private EdgeFixture edge;
    private DatagramSocket phone;

    @BeforeEach
    void open() throws IOException {
        edge = new EdgeFixture();
        phone = new DatagramSocket(new InetSocketAddress(EdgeFixture.LOOPBACK, 0));
        phone.setSoTimeout(5_000);
        phone.setReceiveBufferSize(1 << 20);
    }

    @AfterEach
    void close() {
        phone.close();
        edge.close();
    }

    private void send(String text) throws IOException {
        var bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        phone.send(new DatagramPacket(bytes, bytes.length, edge.listener(Transport.UDP).bound()));
    }

    private String receive() throws IOException {
        var packet = new DatagramPacket(new byte[65_536], 65_536);
        phone.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.ISO_8859_1);
    }

    private String options(String via, String body) {
        return EdgeFixture.options("UDP", via, body);
    }

    @Test
    void aRequestIsHandedInOnALoopAndAnsweredToItsSource() throws Exception {
        send(options("127.0.0.1:%d;branch=z9hG4bK1".formatted(phone.getLocalPort()), ""));
        assertThat(receive()).startsWith("SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 127.0.0.1");
        var seen = edge.next();
        assertThat(seen.onLoop()).isTrue();
        assertThat(seen.flow().remote()).isEqualTo(phone.getLocalSocketAddress());
        assertThat(seen.flow().transport()).isEqualTo(Transport.UDP);
        assertThat(edge.metrics.text())
                .contains("sip_requests_total{method=\"OPTIONS\",transport=\"udp\"} 1")
                .contains("sip_responses_total{method=\"OPTIONS\",code=\"200\"} 1");
    }

    @Test
    void whatAnotherNodeHasWrittenLeavesToTheOctet() throws Exception {
        var text =
                """
                SIP/2.0 180 Es klingelt\r
                VIA :  SIP/2.0/UDP a;branch=z9hG4bK1\r
                X-Odd:\tone\r
                  two\r
                CSeq: 1 INVITE\r
                \r
                """;
        var octets = ("before" + text + "after").getBytes(StandardCharsets.ISO_8859_1);
        var parcel = Parcel.Sealed.of(octets, 6, text.length()).orElseThrow();
        var remote = (InetSocketAddress) phone.getLocalSocketAddress();

        edge.outbound.send(
                parcel,
                new Hop.To("", new Destination(Transport.UDP, remote)),
                Outbound.Unreachable.IGNORED);

        assertThat(receive()).isEqualTo(text);
        assertThat(edge.metrics.text())
                .contains("sip_responses_total{method=\"INVITE\",code=\"180\"} 1");
    }

    @Test
    void rportIsFilledInWhereAsked() throws Exception {
        send(options("127.0.0.1:9;rport;branch=z9hG4bK1", ""));
        assertThat(receive())
                .contains("rport=" + phone.getLocalPort())
                .contains("received=127.0.0.1")
                .contains("branch=z9hG4bK1");
    }

    @Test
    void receivedIsAddedWhereTheSentByIsAnotherHost() throws Exception {
        send(options("phone.invalid:5060;branch=z9hG4bK1", ""));
        assertThat(receive()).contains("received=127.0.0.1").doesNotContain("rport");
    }

    @Test
    void aClaimedSourceIsOverwritten() throws Exception {
        send(options("127.0.0.1;received=192.0.2.1;rport=9;branch=z9hG4bK1", ""));
        assertThat(receive())
                .contains("received=127.0.0.1")
                .contains("rport=" + phone.getLocalPort())
                .doesNotContain("192.0.2.1");
    }

    @Test
    void aBatchIsAnsweredCompletely() throws Exception {
        for (int i = 0; i < 200; i++) send(options("127.0.0.1;branch=z9hG4bK" + i, ""));
        var answers = new java.util.HashSet<String>();
        for (int i = 0; i < 200; i++) answers.add(receive());
        assertThat(answers).hasSize(200);
    }

    @Test
    void theLargestDatagramArrivesWhole() throws Exception {
        var head = options("127.0.0.1;branch=z9hG4bK1", "").length();
        var body = "x".repeat(65_507 - head - 4);
        send(options("127.0.0.1;branch=z9hG4bK1", body));
        assertThat(edge.next().message().body().length()).isEqualTo(body.length());
        assertThat(receive()).startsWith("SIP/2.0 200");
    }

    @Test
    void keepAlivesAndJunkAreNotAnswered() throws Exception {
        for (var junk : List.of("", "\r\n", "\r\n\r\n", "jaK", "\0\0\0\0")) send(junk);
        send(options("127.0.0.1;branch=z9hG4bK1", ""));
        assertThat(receive()).startsWith("SIP/2.0 200");
        phone.setSoTimeout(100);
        assertThatThrownBy(this::receive).isInstanceOf(SocketTimeoutException.class);
        assertThat(edge.metrics.text()).contains("reason=\"malformed\"} 0");
    }

    @Test
    void aMalformedRequestIsAnsweredAndCounted() throws Exception {
        send(
                options("127.0.0.1;rport;branch=z9hG4bK1", "")
                        .replace("CSeq: 1 OPTIONS", "CSeq: x OPTIONS"));
        assertThat(receive()).startsWith("SIP/2.0 400 ").contains("rport=" + phone.getLocalPort());
        assertThat(edge.metrics.text()).contains("reason=\"malformed\"} 1");
    }

    @Test
    void twoNodesCannotShareAPort() {
        var taken = edge.listener(Transport.UDP).bound();
        var address =
                new EdgeSettings.Address(
                        "carillon.listen.udp", Transport.UDP, taken, "127.0.0.1", -1);
        assertThatThrownBy(
                        () ->
                                Edge.bind(
                                        EdgeSettings.of(List.of(address)),
                                        edge.loops,
                                        edge.metrics))
                .isInstanceOf(BindFailure.class)
                .hasMessageContaining("carillon.listen.udp")
                .hasMessageContaining("127.0.0.1:" + taken.getPort())
                .hasMessageContaining("the port is taken");
    }
}
