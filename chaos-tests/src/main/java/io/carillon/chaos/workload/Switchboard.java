package io.carillon.chaos.workload;

import io.carillon.sip.codec.Limits;
import io.carillon.sip.codec.MessageParser;
import io.carillon.sip.message.Method;
import io.carillon.sip.message.ParseFailure;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;
import io.carillon.sip.message.SipMessage;
import io.carillon.sip.message.SipUri;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/// What all telephones of a workload share: the loop, the edges, and who a message is for.
///
/// Lives on the loop's thread; only [#weather] may be set from others.
final class Switchboard implements Line.Receiver {
    private static final long GENERATION_MILLIS = 40_000;
    private static final int SHOWN_BRANCH = 22;

    private final Loop loop;
    private final List<Edge> edges;
    private final String domain;
    private final SplittableRandom random;
    private final MessageParser parser = new MessageParser(Limits.DEFAULT);
    private final Generations<Attempt> attempts = new Generations<>();
    private final Map<String, Phone> phones = new HashMap<>();
    private final Map<String, CallFate> fates = new HashMap<>();
    private final String session;
    private Figures figures = new Figures();
    private volatile Weather weather = Weather.FAIR;
    private long next;

    Switchboard(Loop loop, List<Edge> edges, String domain, SplittableRandom random) {
        this.loop = loop;
        this.edges = edges;
        this.domain = domain;
        this.random = random;
        this.session = Long.toString(random.nextLong() & Long.MAX_VALUE, Character.MAX_RADIX);
        loop.execute(this::turn);
    }

    private void turn() {
        attempts.turn();
        loop.after(GENERATION_MILLIS, this::turn);
    }

    Loop loop() {
        return loop;
    }

    List<Edge> edges() {
        return edges;
    }

    String domain() {
        return domain;
    }

    SplittableRandom random() {
        return random;
    }

    Figures figures() {
        return figures;
    }

    /// What was counted so far; the next count begins at nothing.
    Figures countAnew() {
        var counted = figures;
        figures = new Figures();
        return counted;
    }

    Weather weather() {
        return weather;
    }

    void weather(Weather changed) {
        weather = changed;
    }

    /// A text that comes up once only, in this run and any other.
    String unique() {
        return session + Long.toString(next++, Character.MAX_RADIX);
    }

    String newBranch() {
        return "z9hG4bK" + unique();
    }

    void add(Phone phone) {
        phones.put(phone.id(), phone);
    }

    void open(Attempt attempt) {
        attempts.put(attempt.branch() + attempt.draft().method(), attempt);
    }

    void begin(CallFate fate) {
        fates.put(fate.callId(), fate);
    }

    Optional<CallFate> fate(String callId) {
        return Optional.ofNullable(fates.get(callId));
    }

    /// Calls that are not over, or were not as they should be.
    Collection<CallFate> fates() {
        return fates.values();
    }

    /// Something has ended: was that the last thing? Late messages still find its call for a while.
    void check(CallFate fate) {
        if (fate.settles()) {
            figures.succeeded(fate);
            loop.after(GENERATION_MILLIS, () -> forget(fate));
        }
    }

    /// Failed calls are kept: their ladders are wanted.
    void failed(CallFate fate, String why) {
        if (fate.failure().isEmpty()) {
            fate.fail(why);
            figures.failed(fate);
        }
    }

    private void forget(CallFate fate) {
        fates.remove(fate.callId());
        fate.participants().forEach(phone -> phone.forget(fate.callId()));
    }

    void trace(String callId, Phone phone, boolean sent, int edge, String what) {
        var fate = fates.get(callId);
        if (fate != null && !fate.isSettled()) {
            var other = edge < 0 ? "?" : edges.get(edge).name();
            fate.trace().add(phone.name(), sent, other, what);
        }
    }

    @Override
    public void received(byte[] octets, Line line, Line.Back back) {
        figures.messageReceived();
        switch (parser.parse(octets)) {
            case ParseFailure failure -> figures.strange("unreadable: " + failure.reason());
            case Response response -> received(response, back);
            case Request request -> received(request, back);
        }
    }

    private void received(Response response, Line.Back back) {
        var branch = response.topVia().branch().orElse("");
        var attempt = attempts.get(branch + response.method());
        if (attempt.isEmpty()) {
            figures.stray();
            return;
        }
        var phone = attempt.get().phone();
        trace(response.callId(), phone, false, back.edge(), describe(response));
        attempt.get().received(response, back.edge());
    }

    private void received(Request request, Line.Back back) {
        var user = request.uri() instanceof SipUri uri ? uri.user() : Optional.<String>empty();
        var phone = phones.get(user.orElse(""));
        if (phone == null) {
            figures.strange("for nobody: " + request.startLine());
            return;
        }
        trace(request.callId(), phone, false, back.edge(), describe(request));
        phone.received(request, back);
    }

    /// Start line, number and branch, as far as a person needs them.
    static String describe(SipMessage message) {
        var branch = message.topVia().branch().orElse("");
        var shown =
                branch.length() > SHOWN_BRANCH ? branch.substring(0, SHOWN_BRANCH) + ".." : branch;
        var what =
                message instanceof Response response
                        ? response.status() + " " + response.reason() + " (" + message.cseq() + ")"
                        : message.cseq().toString();
        return what + "  " + shown;
    }

    static String describe(Draft draft, String branch) {
        return draft.cseq() + " " + draft.method() + "  " + branch;
    }

    static byte[] octets(Request request, int status, String reason, String more, String body) {
        var text = new StringBuilder(512);
        text.append("SIP/2.0 ").append(status).append(' ').append(reason).append("\r\n");
        var headers = request.headers();
        for (int i = 0; i < headers.size(); i++) {
            var name = headers.get(i).name().toString();
            switch (name) {
                case "Via", "From", "Call-ID", "CSeq" -> text.append(headers.get(i)).append("\r\n");
                case "Record-Route" -> {
                    if (request.method().equals(Method.INVITE)) {
                        text.append(headers.get(i)).append("\r\n");
                    }
                }
                default -> {}
            }
        }
        text.append(more);
        text.append("Content-Length: ").append(body.length()).append("\r\n\r\n").append(body);
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }
}
