package io.carillon.chaos.workload;

import io.carillon.chaos.ua.DigestAnswer;
import io.carillon.sip.message.HeaderName;
import io.carillon.sip.message.Method;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;
import io.carillon.sip.message.SipUri;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// One telephone: an account, a line, the edges it knows and what it thinks of them, and who its
/// messages are for.
///
/// Rings, answers and hangs up as the [CallFate] of each call says. Its [Registration] keeps it
/// reachable.
final class Phone implements TcpLine.User {
    /// As long as a phone may well be told to believe that a server is dead; each asks for itself.
    private static final long AVOID_NANOS = 30_000_000_000L;

    private final Switchboard board;
    private final String id;
    private final String user;
    private final Line line;
    private final Optional<String> password;
    private final int favourite;
    private final long[] avoidUntil;
    private final Registration registration;
    private final Set<Exchange> open = new LinkedHashSet<>(2);
    private final Map<String, Caller> calling = new HashMap<>(2);
    private final Map<String, Callee> called = new HashMap<>(2);

    /// @param id the user part of its Contact, like no other's
    /// @param user the user part of its address-of-record
    /// @param favourite the edge it goes to when all is well
    Phone(
            Switchboard board,
            String id,
            String user,
            Line line,
            Optional<String> password,
            int favourite) {
        this.board = board;
        this.id = id;
        this.user = user;
        this.line = line;
        this.password = password;
        this.favourite = favourite;
        this.avoidUntil = new long[board.edges().size()];
        java.util.Arrays.fill(avoidUntil, System.nanoTime());
        this.registration = new Registration(this);
        board.add(this);
        if (line instanceof TcpLine connection) {
            connection.add(this);
        }
    }

    Switchboard board() {
        return board;
    }

    String id() {
        return id;
    }

    String user() {
        return user;
    }

    /// For ladders.
    String name() {
        return id + "/" + line.transport().toLowerCase(java.util.Locale.ROOT);
    }

    String aor() {
        return "sip:" + user + "@" + board.domain();
    }

    String contactUri() {
        var by = isReliable() ? ";transport=tcp" : "";
        return "sip:" + id + "@" + line.address() + by;
    }

    Registration registration() {
        return registration;
    }

    boolean isReliable() {
        return line.isReliable();
    }

    boolean isConnected() {
        return !(line instanceof TcpLine connection) || connection.isUp();
    }

    /// Where its next request goes.
    int edge() {
        if (line instanceof TcpLine connection) {
            return connection.edge();
        }
        return better(favourite);
    }

    /// This edge, unless it is better avoided and another one is not; of edges that all are, the
    /// one that kept silent longest ago.
    int better(int wanted) {
        var now = System.nanoTime();
        int best = wanted;
        for (int i = 0; i < avoidUntil.length; i++) {
            int edge = (wanted + i) % avoidUntil.length;
            if (avoidUntil[edge] - now <= 0) {
                return edge;
            }
            if (avoidUntil[edge] - avoidUntil[best] < 0) {
                best = edge;
            }
        }
        return best;
    }

    void avoid(int edge) {
        avoidUntil[edge] = System.nanoTime() + AVOID_NANOS;
    }

    boolean move() {
        return line instanceof TcpLine connection && connection.move();
    }

    String via(String branch) {
        return "SIP/2.0/"
                + line.transport()
                + " "
                + line.address()
                + ";branch="
                + branch
                + ";rport";
    }

    /// Sends a request.
    ///
    /// @param refused run when nobody listens at the edge, over UDP; it is avoided from then on
    void send(byte[] message, int edge, Draft draft, String branch, Runnable refused) {
        var what = Switchboard.describe(draft, branch);
        board.figures().messageSent();
        board.trace(draft.callId(), this, true, edge, what);
        line.send(
                message,
                edge,
                () -> {
                    board.trace(draft.callId(), this, false, edge, "port unreachable: " + what);
                    avoid(edge);
                    refused.run();
                });
    }

    /// Sends a response back to where its request came from, and by another edge when nobody
    /// listens there; by another at once where `edge` is one.
    void reply(byte[] message, String callId, String what, Line.Back back, Optional<Integer> edge) {
        board.figures().messageSent();
        board.trace(callId, this, true, edge.orElse(back.edge()), what);
        if (edge.isPresent()) {
            line.send(message, edge.get());
        } else if (back instanceof Connection old && !old.isUp()) {
            line.send(message, 0); // RFC 3261 §18.2.2: over another connection
        } else if (back.edge() >= 0 && !line.isReliable()) {
            int next = (back.edge() + 1) % board.edges().size();
            line.send(
                    message,
                    back.edge(),
                    () -> {
                        board.trace(callId, this, true, next, what);
                        line.send(message, next);
                    });
        } else {
            back.send(message);
        }
    }

    void begin(Exchange exchange) {
        open.add(exchange);
    }

    void end(Exchange exchange) {
        open.remove(exchange);
    }

    boolean canAnswer() {
        return password.isPresent();
    }

    String credentials(Draft draft, Response challenge) {
        boolean proxy = challenge.status() == 407;
        var asked = proxy ? HeaderName.PROXY_AUTHENTICATE : HeaderName.WWW_AUTHENTICATE;
        var name = proxy ? "Proxy-Authorization: " : "Authorization: ";
        var text = challenge.headers().all(asked).getFirst().value();
        return name
                + DigestAnswer.to(
                        text,
                        draft.method().toString(),
                        draft.target(),
                        user,
                        password.orElseThrow());
    }

    @Override
    public void connected() {
        registration.connectionChanged();
        List.copyOf(open).forEach(Exchange::connected);
    }

    @Override
    public void lost(int edge) {
        List.copyOf(open).forEach(exchange -> exchange.connectionLost(edge));
    }

    void call(CallFate fate) {
        var caller = new Caller(this, fate);
        calling.put(fate.callId(), caller);
        caller.start();
    }

    void forget(String callId) {
        calling.remove(callId);
        called.remove(callId);
    }

    void received(Request request, Line.Back back) {
        var callId = request.callId();
        var caller = calling.get(callId);
        boolean mine = caller != null && caller.tag().equals(request.to().tag().orElse(""));
        if (mine && request.method().equals(Method.BYE)) {
            caller.bye(request, back);
            return;
        }
        var callee = called.get(callId);
        if (callee == null && isNewCall(request)) {
            var fate = board.fate(callId).orElseGet(() -> CallFate.unknown(callId, user));
            callee = new Callee(this, fate);
            called.put(callId, callee);
        }
        if (callee != null) {
            callee.received(request, back);
        } else if (!request.method().equals(Method.ACK)) {
            boolean options = request.method().equals(Method.OPTIONS);
            int status = options ? 200 : 481;
            var answer =
                    Switchboard.octets(
                            request,
                            status,
                            options ? "OK" : "Call Does Not Exist",
                            "To: " + request.to() + "\r\n",
                            "");
            reply(answer, callId, status + " " + request.method(), back, Optional.empty());
        }
    }

    private static boolean isNewCall(Request request) {
        return request.method().equals(Method.INVITE) && !request.isInDialog();
    }

    /// The edge that a Route value names; the usual one when it names none that is known.
    int edgeOf(List<String> routes) {
        if (!routes.isEmpty()) {
            for (int i = 0; i < board.edges().size(); i++) {
                var edge = board.edges().get(i).udp();
                var at = edge.getAddress().getHostAddress() + ":" + edge.getPort();
                if (routes.getFirst().contains(at)) {
                    return better(i);
                }
            }
        }
        return edge();
    }

    static Optional<String> userOf(io.carillon.sip.message.Uri uri) {
        return uri instanceof SipUri sip ? sip.user() : Optional.empty();
    }
}
