package io.carillon.node.rehearsal;

import io.carillon.sip.codec.Limits;
import io.carillon.sip.codec.MessageParser;
import io.carillon.sip.codec.MessageWriter;
import io.carillon.sip.message.Header;
import io.carillon.sip.message.HeaderName;
import io.carillon.sip.message.Method;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;
import io.carillon.sip.transport.Listener;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;

/// Caller and callee of the rehearsal in one, over one socket. It keeps no state: what comes in
/// tells what goes out next. A lost datagram ends its story, and a new one is begun.
///
/// Runs on the thread that calls it.
final class RehearsalPeer implements AutoCloseable {
    /// Stories told at the same time: enough to batch, too few to fill a buffer.
    private static final int AT_ONCE = 48;

    /// What happens to one user, in this order.
    private static final List<String> STORY =
            List.of("REGISTER", "OPTIONS", "REGISTER", "MESSAGE", "INVITE", "BYE");

    private final MessageParser parser = new MessageParser(Limits.DEFAULT);
    private final RehearsalLine line;
    private final String transport;
    private final String domain;
    private final String address;
    private final String contact;
    private int begun;

    RehearsalPeer(Listener server, String domain) throws IOException {
        this.domain = domain;
        line = RehearsalLine.to(server);
        transport = server.transport().name();
        address = "127.0.0.1:" + line.port();
        contact = "sip:peer@" + address + ";transport=" + transport.toLowerCase(Locale.ROOT);
    }

    /// Plays until it is told that it is enough, which it asks again and again; returns how many
    /// stories were begun.
    int play(BooleanSupplier enough) throws IOException {
        for (int i = 0; i < AT_ONCE; i++) begin();
        while (!enough.getAsBoolean()) {
            byte[] octets;
            try {
                octets = line.receive();
            } catch (SocketTimeoutException _) {
                for (int i = 0; i < AT_ONCE; i++) begin();
                continue;
            }
            switch (parser.parse(octets)) {
                case Request request -> answer(request);
                case Response response when response.isFinal() -> goOn(response);
                default -> {}
            }
        }
        return begun;
    }

    private void begin() throws IOException {
        send(request(++begun, 0, ""));
    }

    private void answer(Request request) throws IOException {
        if (request.method() == Method.ACK) return;
        if (request.method() == Method.INVITE) send(answerTo(request, 180));
        send(answerTo(request, 200));
    }

    private byte[] answerTo(Request request, int status) {
        var edit = Response.to(request, status, "peer").headers().edit();
        for (var line : request.headers().all(HeaderName.RECORD_ROUTE)) edit.append(line);
        edit.append(Header.of(HeaderName.CONTACT, "<" + contact + ">"));
        var response = Response.to(request, status, "peer").withHeaders(edit.build());
        return MessageWriter.bytes(response);
    }

    /// A final response of step s of story n: on with the next.
    private void goOn(Response response) throws IOException {
        int story = Integer.parseInt(response.callId().split("-", 2)[0]);
        int step = (int) response.cseq().number() - 1;
        if (response.method() == Method.BYE || !response.isSuccess()) {
            begin();
            return;
        }
        if (response.method() != Method.INVITE) {
            send(request(story, step + 1, ""));
            return;
        }
        var inDialog = new ArrayList<String>();
        for (var line : response.headers().all(HeaderName.RECORD_ROUTE)) {
            inDialog.add("Route: " + line.value() + "\r\n");
        }
        inDialog.add("To: " + response.to() + "\r\n");
        var lines = String.join("", inDialog);
        send(text(story, step, "ACK", contact, lines));
        send(text(story, step, "BYE", contact, lines));
    }

    private byte[] request(int story, int step, String lines) {
        var method = STORY.get(step);
        var user = "sip:u" + story + "@" + domain;
        return switch (method) {
            case "REGISTER" ->
                    text(
                            story,
                            step,
                            method,
                            "sip:" + domain,
                            "To: <"
                                    + user
                                    + ">\r\nContact: <"
                                    + contact
                                    + ">\r\nExpires: 3600\r\n");
            case "OPTIONS" ->
                    text(story, step, method, "sip:" + domain, "To: <sip:" + domain + ">\r\n");
            default ->
                    text(
                            story,
                            step,
                            method,
                            user,
                            "To: <" + user + ">\r\nContact: <" + contact + ">\r\n" + lines);
        };
    }

    private byte[] text(int story, int step, String method, String uri, String lines) {
        // The second REGISTER refreshes the first: same Call-ID, higher CSeq.
        int call = method.equals("REGISTER") ? 0 : step;
        return (method
                        + " "
                        + uri
                        + " SIP/2.0\r\n"
                        + "Via: SIP/2.0/"
                        + transport
                        + " "
                        + address
                        + ";branch=z9hG4bK"
                        + story
                        + "-"
                        + step
                        + method
                        + ";rport\r\nMax-Forwards: 70\r\n"
                        + "From: <sip:caller@"
                        + domain
                        + ">;tag=c"
                        + story
                        + "\r\n"
                        + lines
                        + "Call-ID: "
                        + story
                        + "-"
                        + call
                        + "-rehearsal\r\n"
                        + "CSeq: "
                        + (step + 1)
                        + " "
                        + method
                        + "\r\n"
                        + "User-Agent: rehearsal\r\nContent-Length: 0\r\n\r\n")
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
