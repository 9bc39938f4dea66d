package io.carillon.node.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.sip.transport.Destination;
import io.carillon.sip.transport.HostPort;
import io.carillon.sip.transport.Transport;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Cache;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.NAPTRRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.lookup.LookupSession;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/// Names against a name server of the test's own. RFC 3263 §4.
class DnsLookupTest {
    private final List<Record> zone = new java.util.ArrayList<>();
    private final ConcurrentLinkedQueue<String> questions = new ConcurrentLinkedQueue<>();
    private DatagramSocket server;
    private DnsLookup dns;

    @BeforeEach
    void start() throws IOException {
        server = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"));
        Thread.ofPlatform().daemon().start(this::serve);
        var resolver = new SimpleResolver(InetAddress.ofLiteral("127.0.0.1"));
        resolver.setPort(server.getLocalPort());
        var session =
                LookupSession.builder().resolver(resolver).cache(new Cache(DClass.IN)).build();
        dns = new DnsLookup(session, () -> Set.of(Transport.UDP, Transport.TCP));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void serve() {
        try {
            while (true) {
                var packet = new DatagramPacket(new byte[4096], 4096);
                server.receive(packet);
                var octets = java.util.Arrays.copyOf(packet.getData(), packet.getLength());
                var answer = answer(new Message(octets)).toWire();
                server.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            }
        } catch (IOException _) {
            // closed
        }
    }

    private Message answer(Message query) {
        var question = query.getQuestion();
        questions.add(question.getName() + " " + question.getType());
        var answer = new Message(query.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.addRecord(question, Section.QUESTION);
        boolean known = false;
        for (var record : zone) {
            if (!record.getName().equals(question.getName())) continue;
            known = true;
            if (record.getType() == question.getType()) answer.addRecord(record, Section.ANSWER);
        }
        if (!known) answer.getHeader().setRcode(Rcode.NXDOMAIN);
        // What is not there may be remembered for as long as this says (RFC 2308).
        var zoneOwner = name("example");
        answer.addRecord(
                new SOARecord(zoneOwner, DClass.IN, 60, zoneOwner, zoneOwner, 1, 60, 60, 60, 60),
                Section.AUTHORITY);
        return answer;
    }

    private static Name name(String text) {
        return Name.fromConstantString(text + ".");
    }

    private void host(String name, String address) {
        zone.add(new ARecord(name(name), DClass.IN, 60, InetAddress.ofLiteral(address)));
    }

    private void service(String name, int priority, int weight, int port, String target) {
        zone.add(new SRVRecord(name(name), DClass.IN, 60, priority, weight, port, name(target)));
    }

    private void pointer(String name, int order, String service, String target) {
        zone.add(
                new NAPTRRecord(
                        name(name), DClass.IN, 60, order, 1, "s", service, "", name(target)));
    }

    private List<Destination> resolve(String host, int port, Transport... transport)
            throws Exception {
        var result = new CompletableFuture<List<Destination>>();
        dns.resolve(
                new HostPort(java.util.Arrays.stream(transport).findFirst(), host, port),
                result::complete);
        return result.get(10, TimeUnit.SECONDS);
    }

    private static Destination at(Transport transport, String address, int port) {
        return new Destination(
                transport, new InetSocketAddress(InetAddress.ofLiteral(address), port));
    }

    @Test
    void literalsAndLocalhostAreAnsweredAtOnce() {
        for (var host : List.of("192.0.2.1", "2001:db8::1", "localhost")) {
            var found = new java.util.ArrayList<Destination>();
            dns.resolve(new HostPort(Optional.of(Transport.TCP), host, -1), found::addAll);
            assertThat(found).hasSize(1);
            assertThat(found.getFirst().transport()).isEqualTo(Transport.TCP);
            assertThat(found.getFirst().address().getPort()).isEqualTo(5060);
        }
        assertThat(questions).isEmpty();
    }

    @Test
    void aPortMeansNoServices() throws Exception {
        host("a.example", "192.0.2.1");
        service("_sip._udp.a.example", 1, 1, 7000, "b.example");
        assertThat(resolve("a.example", 5080))
                .containsExactly(at(Transport.UDP, "192.0.2.1", 5080));
    }

    @Test
    void pointersChooseTheTransport() throws Exception {
        pointer("a.example", 20, "SIP+D2U", "_sip._udp.a.example");
        pointer("a.example", 10, "SIP+D2T", "_sip._tcp.a.example");
        pointer("a.example", 1, "SIPS+D2T", "_sips._tcp.a.example");
        service("_sip._tcp.a.example", 1, 1, 7000, "s.example");
        service("_sip._udp.a.example", 1, 1, 7001, "s.example");
        host("s.example", "192.0.2.2");
        assertThat(resolve("a.example", -1)).containsExactly(at(Transport.TCP, "192.0.2.2", 7000));
    }

    @Test
    void servicesComeByPriority() throws Exception {
        service("_sip._udp.a.example", 20, 1, 7002, "two.example");
        service("_sip._udp.a.example", 10, 1, 7001, "one.example");
        host("one.example", "192.0.2.1");
        host("two.example", "192.0.2.2");
        assertThat(resolve("a.example", -1))
                .containsExactly(
                        at(Transport.UDP, "192.0.2.1", 7001), at(Transport.UDP, "192.0.2.2", 7002));
    }

    @Test
    void servicesOfOnePriorityAreSpreadByWeight() throws Exception {
        service("_sip._udp.a.example", 10, 50, 7001, "one.example");
        service("_sip._udp.a.example", 10, 50, 7002, "one.example");
        host("one.example", "192.0.2.1");
        var firsts = new HashSet<Integer>();
        for (int i = 0; i < 60; i++) {
            var found = resolve("a.example", -1);
            assertThat(found).hasSize(2);
            firsts.add(found.getFirst().address().getPort());
        }
        assertThat(firsts).containsExactlyInAnyOrder(7001, 7002);
    }

    @Test
    void withoutServicesTheAddressHasTheDefaultPort() throws Exception {
        host("a.example", "192.0.2.1");
        assertThat(resolve("a.example", -1)).containsExactly(at(Transport.UDP, "192.0.2.1", 5060));
        assertThat(resolve("a.example", -1, Transport.TCP))
                .containsExactly(at(Transport.TCP, "192.0.2.1", 5060));
    }

    @Test
    void answersAreKept() throws Exception {
        host("a.example", "192.0.2.1");
        resolve("a.example", 5060);
        int asked = questions.size();
        resolve("a.example", 5060);
        assertThat(questions).hasSize(asked);
    }

    @Test
    void unknownNamesAreEmpty() throws Exception {
        assertThat(resolve("nothing.example", -1)).isEmpty();
        assertThat(resolve("bad..name", 5060)).isEmpty();
        assertThat(resolve("x".repeat(64) + ".example", -1)).isEmpty();
    }
}
