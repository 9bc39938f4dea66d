package io.carillon.chaos.ua;

import io.carillon.sip.message.Body;
import io.carillon.sip.message.Header;
import io.carillon.sip.message.HeaderName;
import io.carillon.sip.message.Method;
import io.carillon.sip.message.ParseFailure;
import io.carillon.sip.message.ParseOutcome;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/// A telephone with one account: registers, calls, answers, and complains about everything it did
/// not expect ([#unexpected]).
///
/// Methods block for as long as they say and throw [AssertionError] when what was to come did not.
/// Messages are read by the wire's threads; a script runs on one other thread.
public final class UserAgent implements AutoCloseable {
    /// How long an answer that takes no human may take.
    public static final Duration PATIENCE = Duration.ofSeconds(10);

    private final String user;
    private final String domain;
    private final Optional<String> password;
    private final Wire wire;
    private final Requests requests;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("ua-timer").factory());
    private final LinkedBlockingQueue<IncomingCall> ringing = new LinkedBlockingQueue<>();
    private final Inbox inbox;
    private final String registrationId = Requests.random();
    private final AtomicLong cseq = new AtomicLong();

    private UserAgent(
            String user,
            String domain,
            Optional<String> password,
            Function<Wire.Receiver, Wire> wiring) {
        this.user = user;
        this.domain = domain;
        this.password = password;
        this.inbox = new Inbox(this, ringing);
        this.wire = wiring.apply(this::receive);
        var local = wire.local();
        this.requests =
                new Requests(
                        wire.transport(),
                        local.getAddress().getHostAddress() + ":" + local.getPort());
    }

    /// A telephone over UDP, on a port of its own.
    public static UserAgent overUdp(InetSocketAddress server, String user, String domain) {
        return new UserAgent(
                user, domain, Optional.empty(), receiver -> new DatagramWire(server, receiver));
    }

    /// A telephone over TCP, on a port of its own.
    public static UserAgent overTcp(InetSocketAddress server, String user, String domain) {
        return new UserAgent(
                user, domain, Optional.empty(), receiver -> new StreamWire(server, receiver));
    }

    /// A telephone over UDP that answers challenges with this password.
    public static UserAgent withPassword(
            InetSocketAddress server, String user, String domain, String password) {
        return new UserAgent(
                user,
                domain,
                Optional.of(password),
                receiver -> new DatagramWire(server, receiver));
    }

    /// The address others call.
    public String address() {
        return "sip:" + user + "@" + domain;
    }

    /// The Contact value under which this telephone is reached directly.
    public String contact() {
        return requests.contact(user);
    }

    /// Registers this telephone for so many seconds, 0 to unregister; the final response.
    public Response register(int expiresSeconds) {
        return registration(
                List.of(
                        Header.of(HeaderName.CONTACT, contact()),
                        Header.of(HeaderName.EXPIRES, Integer.toString(expiresSeconds))));
    }

    /// Asks for all contacts of this account; the final response lists them.
    public Response registrations() {
        return registration(List.of());
    }

    private Response registration(List<Header> lines) {
        return outcome(
                more ->
                        requests.of(
                                Method.REGISTER,
                                Requests.uri("sip:" + domain),
                                ids(address(), registrationId, cseq.incrementAndGet()),
                                join(lines, more),
                                Body.NONE));
    }

    /// Sends an OPTIONS to the server itself; the final response.
    public Response options(InetSocketAddress server) {
        var target = "sip:%s:%d".formatted(server.getAddress().getHostAddress(), server.getPort());
        return outcome(
                more ->
                        requests.of(
                                Method.OPTIONS,
                                Requests.uri(target),
                                ids(target, Requests.random(), 1),
                                more,
                                Body.NONE));
    }

    /// Sends a line of text; the final response.
    public Response message(String to, String text) {
        var callId = Requests.random();
        var number = new AtomicLong();
        return outcome(
                more ->
                        requests.of(
                                Method.MESSAGE,
                                Requests.uri(to),
                                ids(to, callId, number.incrementAndGet()),
                                join(
                                        List.of(Header.of(HeaderName.CONTENT_TYPE, "text/plain")),
                                        more),
                                Requests.body(text)));
    }

    /// Calls somebody; a challenge is answered before this returns.
    public OutgoingCall call(String to) {
        var ids = ids(to, Requests.random(), 1);
        var transaction = new ClientTransaction(invite(to, ids, List.of()), wire, timer);
        var call = new OutgoingCall(this, transaction);
        inbox.add(call);
        inbox.add(transaction);
        transaction.start();
        if (password.isPresent()) {
            answerChallenge(call, transaction, to, ids);
        }
        return call;
    }

    private void answerChallenge(
            OutgoingCall call, ClientTransaction first, String to, Requests.Ids ids) {
        var response = first.next(PATIENCE);
        while (response.isPresent() && response.get().status() == 100) {
            response = first.next(PATIENCE);
        }
        if (response.isEmpty()) {
            return;
        }
        if (!isChallenge(response.get())) {
            first.putBack(response.get());
            return;
        }
        var again = new Requests.Ids(ids.from(), ids.to(), ids.callId(), ids.cseq() + 1);
        var credentials = credentials(first.request(), response.get());
        var second = new ClientTransaction(invite(to, again, List.of(credentials)), wire, timer);
        call.replaceInvite(second);
        inbox.add(second);
        second.start();
    }

    private Request invite(String to, Requests.Ids ids, List<Header> more) {
        var lines = join(List.of(Header.of(HeaderName.CONTACT, contact())), more);
        return requests.of(Method.INVITE, Requests.uri(to), ids, lines, Requests.sdp());
    }

    private Requests.Ids ids(String to, String callId, long number) {
        var from = "<%s>;tag=%s".formatted(address(), Requests.random());
        return new Requests.Ids(from, "<" + to + ">", callId, number);
    }

    private static List<Header> join(List<Header> lines, List<Header> more) {
        var all = new ArrayList<>(lines);
        all.addAll(more);
        return all;
    }

    /// Sends what `draft` makes; again with credentials when it is challenged.
    private Response outcome(Function<List<Header>, Request> draft) {
        var first = draft.apply(List.of());
        var response = send(first).outcome(PATIENCE);
        if (password.isEmpty() || !isChallenge(response)) {
            return response;
        }
        return send(draft.apply(List.of(credentials(first, response)))).outcome(PATIENCE);
    }

    private static boolean isChallenge(Response response) {
        return response.status() == 401 || response.status() == 407;
    }

    private Header credentials(Request request, Response challenge) {
        boolean proxy = challenge.status() == 407;
        var line = proxy ? HeaderName.PROXY_AUTHENTICATE : HeaderName.WWW_AUTHENTICATE;
        var text = challenge.headers().all(line).getFirst().value();
        var answer =
                DigestAnswer.to(
                        text,
                        request.method().toString(),
                        request.uri().toString(),
                        user,
                        password.orElseThrow());
        return Header.of(proxy ? HeaderName.PROXY_AUTHORIZATION : HeaderName.AUTHORIZATION, answer);
    }

    ClientTransaction send(Request request) {
        var transaction = new ClientTransaction(request, wire, timer);
        inbox.add(transaction);
        transaction.start();
        return transaction;
    }

    /// Waits until the telephone rings.
    public IncomingCall expectCall(Duration atMost) {
        try {
            var call = ringing.poll(atMost.toMillis(), TimeUnit.MILLISECONDS);
            if (call == null) {
                throw new AssertionError(
                        address() + " was not called in " + atMost.toMillis() + " ms");
            }
            inbox.claim(call);
            return call;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", interrupted);
        }
    }

    /// Waits for a line of text, which is answered 200 by itself.
    public String expectMessage(Duration atMost) {
        return inbox.message(atMost)
                .orElseThrow(() -> new AssertionError(address() + " got no MESSAGE"));
    }

    /// Everything that came and that no step of the script asked for, in words.
    public List<String> unexpected() {
        return inbox.unexpected();
    }

    /// Messages that came again.
    public int repetitions() {
        return inbox.repetitions();
    }

    private void receive(ParseOutcome received, Wire.Link back) {
        switch (received) {
            case ParseFailure failure -> inbox.stray("unreadable: " + failure.reason());
            case Response response -> inbox.take(response);
            case Request request -> inbox.take(request, back);
        }
    }

    Requests requests() {
        return requests;
    }

    boolean isReliable() {
        return !wire.transport().equals("UDP");
    }

    void later(long delay, TimeUnit unit, Runnable task) {
        timer.schedule(task, delay, unit);
    }

    @Override
    public void close() {
        timer.shutdownNow();
        wire.close();
    }
}
