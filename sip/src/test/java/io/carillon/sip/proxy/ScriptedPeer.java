package io.carillon.sip.proxy;

import io.carillon.sip.codec.Limits;
import io.carillon.sip.codec.MessageParser;
import io.carillon.sip.ladder.LadderLine;
import io.carillon.sip.message.HeaderName;
import io.carillon.sip.message.Method;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;
import io.carillon.sip.message.SipMessage;
import io.carillon.sip.transport.Flow;
import io.carillon.sip.transport.Transport;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// A user agent (or a proxy standing for one) of a ladder: it makes the messages that the lines say
/// it sends, and remembers what RFC 3261 has it remember: tags, routes, contacts, numbers.
///
/// It does nothing by itself. Settings: `peer alice udp 192.0.2.1:5060 sip:alice@example.com`, and
/// behind a NAT also `from 198.51.100.1:40000`. Right of the bar: `again` for the last request of
/// the method once more, `auth=password` for answers to the challenges it got, `below=...` for a
/// Via under its own, `body=...`; `name=value` sets a header, `+name=value` puts a line before
/// those of the name, `-name` takes the first away.
final class ScriptedPeer {
    private static final List<String> WORDS = List.of("again", "auth", "below", "body");

    private final String name;
    private final Transport transport;
    private final String contactHost;
    private final InetSocketAddress source;
    private final String address;
    private final Map<Method, Request> sent = new HashMap<>();
    private final Map<Method, Request> received = new HashMap<>();
    private final Map<Method, Response> answers = new HashMap<>();
    private final Challenges challenges;
    private Dialog dialog;
    private long cseq;
    private int branches;

    /// What both sides of a dialog share, as this side sees it (§12.1).
    private record Dialog(
            String callId, String local, String remote, String target, List<String> routes) {}

    private ScriptedPeer(
            String name,
            Transport transport,
            String contactHost,
            InetSocketAddress source,
            String address) {
        this.name = name;
        this.transport = transport;
        this.contactHost = contactHost;
        this.source = source;
        this.address = address;
        this.challenges = new Challenges(name);
    }

    static ScriptedPeer of(String setting) {
        var words = setting.split("\\s+", -1);
        var source = socket(words.length > 5 ? words[5] : words[2]);
        var transport = Transport.of(words[1]).orElseThrow();
        return new ScriptedPeer(words[0], transport, words[2], source, words[3]);
    }

    static InetSocketAddress socket(String text) {
        int colon = text.lastIndexOf(':');
        var host = InetAddress.ofLiteral(text.substring(0, colon));
        return new InetSocketAddress(host, Integer.parseInt(text.substring(colon + 1)));
    }

    String name() {
        return name;
    }

    /// The way between it and the proxy's listener of its transport.
    Flow flow() {
        return new Flow(transport, 0, transport == Transport.UDP ? 0 : 1 + name.hashCode(), source);
    }

    // --- what it hears --------------------------------------------------------------------------

    void hear(SipMessage message) {
        switch (message) {
            case Request request -> hear(request);
            case Response response -> hear(response);
        }
    }

    private void hear(Request request) {
        received.put(request.method(), request);
        boolean begins = request.method() == Method.INVITE && !request.isInDialog();
        if (!begins && request.method() != Method.INVITE) return;
        var contact = request.headers().value(HeaderName.CONTACT);
        if (contact.isEmpty()) return;
        dialog =
                new Dialog(
                        request.callId(),
                        begins ? request.to().withTag(name).toString() : dialog.local(),
                        request.from().toString(),
                        uri(contact.get()),
                        begins
                                ? request.headers().values(HeaderName.RECORD_ROUTE)
                                : dialog.routes());
    }

    private void hear(Response response) {
        answers.put(response.method(), response);
        challenges.hear(response);
        var contact = response.headers().value(HeaderName.CONTACT);
        if (response.method() != Method.INVITE || contact.isEmpty()) return;
        if (response.to().tag().isEmpty() || response.status() >= 300) return;
        var routes = new ArrayList<>(response.headers().values(HeaderName.RECORD_ROUTE));
        Collections.reverse(routes);
        boolean known = dialog != null && dialog.remote().equals(response.to().toString());
        dialog =
                new Dialog(
                        response.callId(),
                        response.from().toString(),
                        response.to().toString(),
                        uri(contact.get()),
                        known ? dialog.routes() : routes);
    }

    private static String uri(String contact) {
        return contact.substring(contact.indexOf('<') + 1, contact.indexOf('>'));
    }

    // --- what it says ---------------------------------------------------------------------------

    /// The message that a line of this peer stands for.
    SipMessage say(LadderLine.Arrow line) {
        if (line.status() > 0) return parse(answer(line), line);
        var method = Method.of(line.method());
        var last = Optional.ofNullable(sent.get(method));
        if (word(line, "again").isPresent()) return last.orElseThrow();
        var request = (Request) parse(request(line, method), line);
        sent.put(method, request);
        return request;
    }

    private List<String> answer(LadderLine.Arrow line) {
        var request = received.get(Method.of(line.method()));
        if (request == null) throw new IllegalStateException("no request to answer: " + line);
        var bare = Response.to(request, line.status(), name);
        var start = "SIP/2.0 " + line.status() + " ";
        var lines = new ArrayList<String>();
        lines.add(start + (line.rest().isEmpty() ? bare.reason() : line.rest()));
        copy(bare, lines);
        boolean forms = request.method() == Method.INVITE || request.method() == Method.SUBSCRIBE;
        if (forms && line.status() > 100 && line.status() < 300) {
            for (var route : request.headers().all(HeaderName.RECORD_ROUTE)) {
                lines.add(route.toString());
            }
            lines.add("Contact: " + contact());
        }
        return lines;
    }

    private List<String> request(LadderLine.Arrow line, Method method) {
        var lines = new ArrayList<String>();
        var invite = sent.get(Method.INVITE);
        var answer = answers.get(Method.INVITE);
        if (method == Method.CANCEL) {
            copyAll(invite.cancel(), lines);
        } else if (method == Method.ACK && !answer.isSuccess()) {
            copyAll(invite.ackOf(answer), lines);
        } else if (line.rest().isEmpty()) {
            inDialog(method, invite, lines);
        } else {
            initial(method, line.rest(), lines);
        }
        challenges.answer(method, lines, word(line, "auth"));
        return lines;
    }

    private void initial(Method method, String uri, List<String> lines) {
        boolean registers = method == Method.REGISTER;
        lines.add(method + " " + uri + " SIP/2.0");
        lines.add(via());
        lines.add("Max-Forwards: 70");
        lines.add("From: <" + address + ">;tag=" + name);
        lines.add("To: <" + (registers ? address : uri) + ">");
        lines.add("Call-ID: " + (registers ? "registration-" : "call-") + name);
        lines.add("CSeq: " + ++cseq + " " + method);
        if (method != Method.OPTIONS && method != Method.MESSAGE) {
            lines.add("Contact: " + contact());
        }
    }

    private void inDialog(Method method, Request invite, List<String> lines) {
        lines.add(method + " " + dialog.target() + " SIP/2.0");
        lines.add(via());
        lines.add("Max-Forwards: 70");
        for (var route : dialog.routes()) lines.add("Route: " + route);
        lines.add("From: " + dialog.local());
        lines.add("To: " + dialog.remote());
        lines.add("Call-ID: " + dialog.callId());
        var number = method == Method.ACK ? invite.cseq().number() : ++cseq;
        lines.add("CSeq: " + number + " " + method);
        if (method == Method.INVITE) lines.add("Contact: " + contact());
    }

    private String via() {
        var branch = "z9hG4bK" + name + ++branches;
        return "Via: SIP/2.0/" + transport + " " + contactHost + ";branch=" + branch;
    }

    private String contact() {
        var parameter = transport == Transport.UDP ? "" : ";transport=" + transport.parameter();
        return "<sip:" + name + "@" + contactHost + parameter + ">";
    }

    private static void copyAll(Request request, List<String> lines) {
        lines.add(request.startLine());
        copy(request, lines);
    }

    private static void copy(SipMessage message, List<String> lines) {
        for (int i = 0; i < message.headers().size(); i++) {
            var line = message.headers().get(i);
            if (!line.name().equals(HeaderName.CONTENT_LENGTH)) lines.add(line.toString());
        }
    }

    private static Optional<String> word(LadderLine.Arrow line, String wanted) {
        return line.properties().stream()
                .filter(property -> property.name().equals(wanted))
                .map(LadderLine.Property::value)
                .findFirst();
    }

    /// Applies the words right of the bar and reads the text back as a parser sees it.
    private static SipMessage parse(List<String> made, LadderLine.Arrow line) {
        var lines = new ArrayList<>(made);
        for (var property : line.properties()) {
            if (!WORDS.contains(property.name())) change(lines, property);
        }
        word(line, "below").ifPresent(via -> lines.add(2, "Via: " + via));
        var body = word(line, "body").map(text -> text + "\r\n").orElse("");
        if (!body.isEmpty()) lines.add("Content-Type: application/sdp");
        lines.add("Content-Length: " + body.length());
        var text = String.join("\r\n", lines) + "\r\n\r\n" + body;
        var bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        var parsed = new MessageParser(Limits.DEFAULT).parse(bytes);
        if (parsed instanceof SipMessage message) return message;
        throw new IllegalStateException(line + " makes " + parsed + "\n" + text);
    }

    private static void change(List<String> lines, LadderLine.Property property) {
        boolean more = property.name().startsWith("+");
        var header = HeaderName.of(more ? property.name().substring(1) : property.name());
        var prefix = (header + ":").toLowerCase(Locale.ROOT);
        int at = 1;
        while (at < lines.size() && !lines.get(at).toLowerCase(Locale.ROOT).startsWith(prefix)) {
            at++;
        }
        if (at < lines.size() && !more) lines.remove(at);
        if (property.wanted()) lines.add(at, header + ": " + property.value());
    }
}
