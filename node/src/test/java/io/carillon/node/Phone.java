package io.carillon.node;

import io.carillon.sip.codec.Limits;
import io.carillon.sip.codec.MessageParser;
import io.carillon.sip.codec.MessageWriter;
import io.carillon.sip.codec.StreamFramer;
import io.carillon.sip.message.Header;
import io.carillon.sip.message.HeaderName;
import io.carillon.sip.message.Method;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;
import io.carillon.sip.message.SipMessage;

import java.io.EOFException;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/// A telephone over one socket, which does what a test tells it and nothing by itself. It repeats
/// nothing either.
final class Phone implements AutoCloseable {
    private static final long PATIENCE_MILLIS = 5_000;

    /// One end of a way to a server.
    private interface Line extends AutoCloseable {
        void send(byte[] octets) throws IOException;

        /// The next message; null when none has come in time.
        byte[] receive(long millis) throws IOException;

        @Override
        void close() throws IOException;
    }

    private final String user;
    private final String transport;
    private final String address;
    private final Line line;
    private final MessageParser parser = new MessageParser(Limits.DEFAULT);
    private int branches;

    private Phone(String user, String transport, InetSocketAddress local, Line line) {
        this.user = user;
        this.transport = transport;
        this.address = local.getAddress().getHostAddress() + ":" + local.getPort();
        this.line = line;
    }

    static Phone overUdp(String user, InetSocketAddress server) throws IOException {
        var host = InetAddress.ofLiteral("127.0.0.1");
        var socket = new DatagramSocket(0, host);
        var local = new InetSocketAddress(host, socket.getLocalPort());
        return new Phone(
                user,
                "UDP",
                local,
                new Line() {
                    @Override
                    public void send(byte[] octets) throws IOException {
                        socket.send(new DatagramPacket(octets, octets.length, server));
                    }

                    @Override
                    public byte[] receive(long millis) throws IOException {
                        socket.setSoTimeout((int) millis);
                        var packet = new DatagramPacket(new byte[65_535], 65_535);
                        try {
                            socket.receive(packet);
                        } catch (java.net.SocketTimeoutException _) {
                            return null;
                        }
                        return Arrays.copyOf(packet.getData(), packet.getLength());
                    }

                    @Override
                    public void close() {
                        socket.close();
                    }
                });
    }

    static Phone overTcp(String user, InetSocketAddress server) throws IOException {
        var socket = new Socket(server.getAddress(), server.getPort());
        var framer = new StreamFramer(Limits.DEFAULT);
        var local = (InetSocketAddress) socket.getLocalSocketAddress();
        return new Phone(
                user,
                "TCP",
                local,
                new Line() {
                    @Override
                    public void send(byte[] octets) throws IOException {
                        socket.getOutputStream().write(octets);
                    }

                    @Override
                    public byte[] receive(long millis) throws IOException {
                        socket.setSoTimeout((int) millis);
                        var buffer = new byte[8_192];
                        while (true) {
                            var frame = framer.next();
                            if (frame.isPresent()
                                    && frame.get() instanceof StreamFramer.Frame.Message(var m)) {
                                return m;
                            }
                            if (frame.isPresent()) continue;
                            try {
                                int count = socket.getInputStream().read(buffer);
                                if (count < 0) throw new EOFException(user);
                                framer.add(buffer, 0, count);
                            } catch (java.net.SocketTimeoutException _) {
                                return null;
                            }
                        }
                    }

                    @Override
                    public void close() throws IOException {
                        socket.close();
                    }
                });
    }

    /// The next message of this start, others passed over.
    SipMessage hear(String start) throws IOException {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        while (true) {
            long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
            var octets = left <= 0 ? null : line.receive(left);
            if (octets == null) throw new AssertionError(user + " has not heard " + start);
            if (parser.parse(octets) instanceof SipMessage message
                    && message.startLine().startsWith(start)) {
                return message;
            }
        }
    }

    /// Waits until the server closes the connection.
    void hungUp() throws IOException {
        try {
            throw new AssertionError(user + " has heard " + hear(""));
        } catch (EOFException _) {
            // It has.
        }
    }

    /// `host:port` that it is reached at where it has no connection.
    String address() {
        return address;
    }

    Response answer(String start) throws IOException {
        return (Response) hear("SIP/2.0 " + start);
    }

    Request asked(String method) throws IOException {
        return (Request) hear(method + " ");
    }

    void register(String domain) throws IOException {
        say(
                "REGISTER",
                "sip:" + domain,
                "reg-" + user,
                user,
                domain,
                contact() + "Expires: 600\r\n");
        answer("200");
    }

    /// Sends a request that begins a dialog.
    void call(String callee, String domain, String callId) throws IOException {
        say("INVITE", "sip:" + callee + "@" + domain, callId, callee, domain, contact());
    }

    /// Calls anew until a call is answered so, to somebody whom no call keeps waiting.
    ///
    /// @param callId what the Call-IDs begin with
    void callUntilAnswered(String status, String callee, String domain, String callId)
            throws IOException {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        for (int i = 0; System.nanoTime() < until; i++) {
            call(callee, domain, callId + "-" + i);
            var answer = answer("");
            while (answer.isProvisional() || !answer.callId().equals(callId + "-" + i)) {
                answer = answer("");
            }
            if (answer.startLine().startsWith("SIP/2.0 " + status)) return;
        }
        throw new AssertionError("no " + status + " for " + user);
    }

    /// Hears no final response for so long.
    void waits(long millis) throws IOException {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        long left = millis;
        while (left > 0) {
            var octets = line.receive(left);
            if (octets != null && parser.parse(octets) instanceof Response response) {
                if (response.isFinal()) throw new AssertionError(user + " has heard " + response);
            }
            left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
        }
    }

    /// Sends a request in the dialog of an answered INVITE of this phone.
    void within(String method, Response accepted) throws IOException {
        var lines = new StringBuilder();
        for (var route : accepted.headers().values(HeaderName.RECORD_ROUTE).reversed()) {
            lines.append("Route: ").append(route).append("\r\n");
        }
        var contact = accepted.headers().value(HeaderName.CONTACT).orElseThrow();
        var uri = contact.substring(contact.indexOf('<') + 1, contact.indexOf('>'));
        int cseq = method.equals("ACK") ? 1 : 2;
        var from = accepted.from().toString();
        send(text(method, uri, accepted.callId(), from, accepted.to().toString(), cseq, lines));
    }

    /// Sends a request in the dialog of an INVITE that this phone has answered.
    void back(String method, Request invite) throws IOException {
        var lines = new StringBuilder();
        for (var route : invite.headers().values(HeaderName.RECORD_ROUTE)) {
            lines.append("Route: ").append(route).append("\r\n");
        }
        var contact = invite.headers().value(HeaderName.CONTACT).orElseThrow();
        var uri = contact.substring(contact.indexOf('<') + 1, contact.indexOf('>'));
        var from = invite.to() + ";tag=" + user;
        send(text(method, uri, invite.callId(), from, invite.from().toString(), 7, lines));
    }

    void answer(Request request, int status) throws IOException {
        var edit = Response.to(request, status, user).headers().edit();
        for (var entry : request.headers().all(HeaderName.RECORD_ROUTE)) edit.append(entry);
        if (request.method() == Method.INVITE) {
            edit.append(Header.of(HeaderName.CONTACT, "<sip:" + user + "@" + address + ">"));
        }
        send(MessageWriter.bytes(Response.to(request, status, user).withHeaders(edit.build())));
    }

    /// The callee accepts an INVITE that has come, and the caller hangs up on it.
    static void talk(Phone caller, Phone callee, Request invite) throws IOException {
        callee.answer(invite, 200);
        var accepted = caller.answer("200");
        caller.within("ACK", accepted);
        callee.asked("ACK");
        caller.within("BYE", accepted);
        callee.answer(callee.asked("BYE"), 200);
        caller.answer("200");
    }

    private String contact() {
        var parameter = transport.equals("UDP") ? "" : ";transport=tcp";
        return "Contact: <sip:" + user + "@" + address + parameter + ">\r\n";
    }

    private void say(
            String method, String uri, String callId, String to, String domain, String lines)
            throws IOException {
        var from = "<sip:" + user + "@" + domain + ">;tag=" + user;
        var whom = "<sip:" + to + "@" + domain + ">";
        send(text(method, uri, callId, from, whom, 1, lines));
    }

    private byte[] text(
            String method,
            String uri,
            String callId,
            String from,
            String to,
            int cseq,
            CharSequence lines) {
        return """
        %s %s SIP/2.0\r
        Via: SIP/2.0/%s %s;branch=z9hG4bK%s%d\r
        From: %s\r
        To: %s\r
        Call-ID: %s\r
        CSeq: %d %s\r
        Max-Forwards: 70\r
        %sContent-Length: 0\r
        \r
        """
                .formatted(
                        method,
                        uri,
                        transport,
                        address,
                        user,
                        ++branches,
                        from,
                        to,
                        callId,
                        cseq,
                        method,
                        lines)
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private void send(byte[] octets) throws IOException {
        line.send(octets);
    }

    @Override
    public void close() throws IOException {
        line.close();
    }
}
