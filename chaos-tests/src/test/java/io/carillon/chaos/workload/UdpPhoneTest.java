package io.carillon.chaos.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.sip.codec.Limits;
import io.carillon.sip.codec.MessageParser;
import io.carillon.sip.message.Request;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;

/// A telephone over UDP whose edge is gone, or only says nothing; the edges are bare sockets.
@Timeout(30)
class UdpPhoneTest {
    private static final Duration AT_ONCE = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Loop loop = new Loop();
    private final DatagramSocket favourite = socket("127.0.9.2");
    private final DatagramSocket other = socket("127.0.9.3");
    private Switchboard board;
    private Phone phone;

    UdpPhoneTest() throws IOException {}

    private static DatagramSocket socket(String host) throws IOException {
        var socket = new DatagramSocket(new InetSocketAddress(host, 0));
        socket.setSoTimeout(5000);
        return socket;
    }

    private static Edge edge(String name, DatagramSocket socket) {
        var address = (InetSocketAddress) socket.getLocalSocketAddress();
        return new Edge(name, address, address);
    }

    @BeforeEach
    void hire() throws IOException {
        var host = InetAddress.getByName("127.0.9.1");
        var edges = List.of(edge("favourite", favourite), edge("other", other));
        var random = new SplittableRandom(1);
        board = new Switchboard(loop, edges, "example.com", random);
        phone =
                loop.ask(
                        () -> {
                            var line =
                                    new UdpLine(loop, host, edges, board::weather, random, board);
                            return new Phone(board, "p1", "alice", line, Optional.empty(), 0);
                        });
    }

    @AfterEach
    void close() {
        loop.close();
        favourite.close();
        other.close();
    }

    private void register() {
        loop.execute(() -> phone.registration().refresh());
    }

    private CallFate call() {
        var plan =
                new CallFate.Plan(
                        CallFate.Kind.PLAIN, "bob", List.of(), 0, 60_000, "", Set.of(), false);
        var fate = new CallFate("call-1", plan);
        loop.execute(
                () -> {
                    board.begin(fate);
                    phone.call(fate);
                });
        return fate;
    }

    /// A request at an edge, and who sent it.
    private record Arrival(Request request, InetSocketAddress from) {
        void answer(DatagramSocket by, int status, String more) throws IOException {
            var to = "To: " + request.to() + ";tag=t\r\n";
            var octets = Switchboard.octets(request, status, "Answer", to + more, "");
            by.send(new DatagramPacket(octets, octets.length, from));
        }
    }

    private static Arrival arrival(DatagramSocket at) throws IOException {
        var packet = new DatagramPacket(new byte[65_535], 65_535);
        at.receive(packet);
        var octets = Arrays.copyOf(packet.getData(), packet.getLength());
        var request = (Request) new MessageParser(Limits.DEFAULT).parse(octets);
        return new Arrival(request, (InetSocketAddress) packet.getSocketAddress());
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    @Test
    void aClosedPortIsNoReasonToWait() throws Exception {
        favourite.close();
        var begun = System.nanoTime();
        register();
        assertThat(arrival(other).request().method()).hasToString("REGISTER");
        assertThat(since(begun)).isLessThan(AT_ONCE);
    }

    @Test
    void neitherForACallNorForTheAckOfItsAnswer() throws Exception {
        var fate = call();
        var invite = arrival(favourite);
        favourite.close();
        var begun = System.nanoTime();
        var gone = board.edges().getFirst().udp();
        var route = "Record-Route: <sip:127.0.9.2:" + gone.getPort() + ";lr>\r\n";
        invite.answer(other, 200, "Contact: <sip:bob@127.0.9.3>\r\n" + route);
        assertThat(arrival(other).request().method()).hasToString("ACK");
        assertThat(since(begun)).isLessThan(AT_ONCE);
        assertThat(fate.failure()).isEmpty();
    }

    @Test
    void anEdgeThatRefusedIsNotAskedAgain() throws Exception {
        favourite.close();
        register();
        var first = arrival(other);
        var begun = System.nanoTime();
        call();
        var next = arrival(other);
        assertThat(next.request().method()).hasToString("INVITE");
        assertThat(next.request().callId()).isEqualTo("call-1");
        assertThat(next.from()).isEqualTo(first.from());
        assertThat(since(begun)).isLessThan(AT_ONCE);
    }

    @Test
    void eachOfTwoRequestsOfOneMomentHearsItsOwnRefusal() throws Exception {
        favourite.close();
        var begun = System.nanoTime();
        loop.execute(
                () -> {
                    phone.registration().refresh();
                    phone.registration().verify(_ -> {});
                });
        long first = arrival(other).request().cseq().number();
        long second = arrival(other).request().cseq().number();
        assertThat(List.of(first, second)).containsExactlyInAnyOrder(1L, 2L);
        assertThat(since(begun)).isLessThan(AT_ONCE);
    }

    @Test
    void whoOnlySaysNothingIsWaitedFor() throws Exception {
        var begun = System.nanoTime();
        register();
        arrival(other);
        assertThat(since(begun)).isBetween(PATIENCE, PATIENCE.multipliedBy(2));
        assertThat(arrival(favourite).request().method()).hasToString("REGISTER");
    }

    @Test
    void anAnswerGoesByTheOtherEdgeWhenItsOwnIsClosed() throws Exception {
        register();
        var from = arrival(favourite).from();
        arrival(other);
        var closed = new CompletableFuture<Void>();
        loop.execute(closed::join); // the phone reads nothing yet
        var options = octets("OPTIONS", favourite);
        favourite.send(new DatagramPacket(options, options.length, from));
        favourite.close();
        closed.complete(null);
        assertThat(response(other)).startsWith("SIP/2.0 200");
    }

    @Test
    void everybodySeesOnePortAndReachesThePhoneThere() throws Exception {
        register();
        var atFavourite = arrival(favourite);
        var atOther = arrival(other);
        assertThat(atOther.from()).isEqualTo(atFavourite.from());
        try (var stranger = socket("127.0.9.4")) {
            for (var who : List.of(favourite, other, stranger)) {
                var options = octets("OPTIONS", who);
                who.send(new DatagramPacket(options, options.length, atOther.from()));
                assertThat(response(who)).startsWith("SIP/2.0 200");
            }
        }
    }

    private static byte[] octets(String method, DatagramSocket by) {
        return """
               %1$s sip:p1@example.com SIP/2.0
               Via: SIP/2.0/UDP %2$s;branch=z9hG4bK1
               From: <sip:x@example.com>;tag=1
               To: <sip:p1@example.com>
               Call-ID: options
               CSeq: 1 %1$s
               Max-Forwards: 70
               Content-Length: 0

               """
                .formatted(method, by.getLocalAddress().getHostAddress())
                .replace("\n", "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /// The next response; requests in front of it are repetitions.
    private static String response(DatagramSocket at) throws IOException {
        var packet = new DatagramPacket(new byte[65_535], 65_535);
        while (true) {
            at.receive(packet);
            var text =
                    new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII);
            if (text.startsWith("SIP/2.0")) {
                return text;
            }
        }
    }
}
