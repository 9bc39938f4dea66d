package io.carillon.sharding.wire;

import io.carillon.sip.auth.Nonce;
import io.carillon.sip.auth.Secret;
import io.carillon.sip.location.LocationReply;
import io.carillon.sip.location.Target;
import io.carillon.sip.message.Header;
import io.carillon.sip.message.HeaderName;
import io.carillon.sip.message.MalformedException;
import io.carillon.sip.message.Method;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;
import io.carillon.sip.message.SipUri;
import io.carillon.sip.proxy.Branches;
import io.carillon.sip.proxy.CallState;
import io.carillon.sip.proxy.DialogToken;
import io.carillon.sip.proxy.LocalAnswers;
import io.carillon.sip.proxy.ProxyCore;
import io.carillon.sip.proxy.ProxyEffect;
import io.carillon.sip.proxy.ProxyEvent;
import io.carillon.sip.proxy.ProxySettings;
import io.carillon.sip.transaction.TransactionKey;
import io.carillon.sip.transport.Destination;
import io.carillon.sip.transport.Edges;
import io.carillon.sip.transport.Flow;
import io.carillon.sip.transport.Listener;
import io.carillon.sip.transport.Transport;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// A caller, callees, a location service and a network that do whatever comes to a seed's mind,
/// around a proxy core: chooses the next event from what the core has asked for and sent so far.
final class RandomCall {
    private static final String OWN = "127.0.1.1:7355";
    private static final String OTHER = "127.0.1.2:7355";
    private static final Secret SECRET = Secret.of("a secret that only tests share");
    private static final int[] STATUSES = {
        100, 180, 183, 200, 200, 202, 302, 404, 408, 480, 486, 487, 503, 600, 603
    };

    private final RandomGenerator random;
    private final ArrayList<Request> asked = new ArrayList<>();
    private final ArrayList<Request> sent = new ArrayList<>();
    private final ArrayList<TransactionKey> clients = new ArrayList<>();
    private final ArrayList<ProxyEvent> due = new ArrayList<>();
    private int branches;

    RandomCall(RandomGenerator random) {
        this.random = random;
    }

    static ProxyCore core() {
        var edges =
                Edges.of(
                        OWN,
                        Map.of(
                                OWN,
                                List.of(
                                        listener(Transport.UDP, "192.0.2.1"),
                                        listener(Transport.TCP, "192.0.2.1")),
                                OTHER,
                                List.of(
                                        listener(Transport.UDP, "192.0.2.2"),
                                        listener(Transport.TCP, "192.0.2.2"))),
                        List.of());
        var settings =
                new ProxySettings(
                        List.of("example.com"),
                        () -> edges,
                        true,
                        false,
                        ProxySettings.Relay.ANY,
                        List.of(),
                        ProxySettings.Timers.DEFAULT,
                        190_000,
                        true);
        return new ProxyCore(
                settings,
                new Branches(SECRET.mac("branch")),
                new DialogToken(SECRET.mac("dialog")),
                new LocalAnswers(SECRET.mac("tag"), new Nonce(SECRET.mac("nonce"), 300_000)));
    }

    private static Listener listener(Transport transport, String host) {
        return new Listener(transport, 0, new InetSocketAddress(host, 5060), host, 5060);
    }

    /// How far the clock moves before the next event: mostly a little, sometimes to where something
    /// is due.
    long pause(CallState state, long now) {
        if (random.nextInt(4) > 0) return random.nextInt(300);
        var next = state.nextDeadline();
        return next == Long.MAX_VALUE ? 1_000 : Math.clamp(next - now, 0, 200_000);
    }

    ProxyEvent next() {
        if (!due.isEmpty() && random.nextInt(4) > 0) {
            return due.remove(random.nextInt(due.size()));
        }
        return switch (random.nextInt(12)) {
            case 0, 1 -> received(fresh());
            case 2 -> asked.isEmpty() ? received(fresh()) : received(any(asked));
            case 3 ->
                    asked.isEmpty()
                            ? received(fresh())
                            : received(
                                    random.nextBoolean()
                                            ? any(asked).cancel()
                                            : byAnotherEdge(any(asked)));
            case 4 -> new ProxyEvent.Kept();
            case 5, 6 -> new ProxyEvent.Woken();
            case 7 ->
                    clients.isEmpty()
                            ? new ProxyEvent.Woken()
                            : new ProxyEvent.Unreachable(any(clients));
            default ->
                    sent.isEmpty() ? received(fresh()) : new ProxyEvent.Answered(answer(any(sent)));
        };
    }

    /// Takes note of what can happen because of an effect.
    void see(ProxyEffect effect) {
        switch (effect) {
            case ProxyEffect.SendRequest(var request, var _, var client) -> {
                sent.add(request);
                clients.add(client);
            }
            case ProxyEffect.Locate(var key, var _) -> due.add(located(key));
            case ProxyEffect.Resolve(var key, var fork, var _) ->
                    due.add(new ProxyEvent.Resolved(key, fork, destinations()));
            case ProxyEffect.ResolveStateless(var ack, var flow, var _) ->
                    due.add(new ProxyEvent.ResolvedStateless(ack, flow, destinations()));
            case ProxyEffect.Keep _ -> due.add(new ProxyEvent.Kept());
            case ProxyEffect.Authenticate(var key, var _, var _, var _) ->
                    due.add(new ProxyEvent.Authenticated(key, random.nextBoolean(), false));
            case ProxyEffect.SendResponse(var response, var _) -> acknowledge(response);
            case ProxyEffect.SendStateless _,
                    ProxyEffect.Forget _,
                    ProxyEffect.Finished _,
                    ProxyEffect.Ended _,
                    ProxyEffect.Repeated _ -> {}
        }
    }

    private void acknowledge(Response response) {
        if (response.method() != Method.INVITE || response.status() < 200) return;
        for (var request : asked) {
            if (!TransactionKey.ofServer(request).equals(TransactionKey.ofAnswered(response))) {
                continue;
            }
            due.add(new ProxyEvent.Received(request.ackOf(response), flow()));
            return;
        }
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private Flow flow() {
        var transport = random.nextBoolean() ? Transport.UDP : Transport.TCP;
        return new Flow(
                random.nextInt(3) > 0 ? OWN : OTHER,
                transport,
                0,
                transport == Transport.TCP ? random.nextLong() : 0,
                address());
    }

    private InetSocketAddress address() {
        var host = random.nextInt(5) > 0 ? "198.51.100." + random.nextInt(1, 9) : "2001:db8::7";
        return new InetSocketAddress(host, 5060 + random.nextInt(9));
    }

    private List<Destination> destinations() {
        var found = new ArrayList<Destination>();
        for (int i = random.nextInt(4); i > 0; i--) {
            found.add(
                    new Destination(
                            random.nextBoolean() ? Transport.UDP : Transport.TCP, address()));
        }
        return found;
    }

    private ProxyEvent received(Request request) {
        asked.add(request);
        return new ProxyEvent.Received(request, flow());
    }

    /// The same request with another branch.
    private Request byAnotherEdge(Request request) {
        var via = request.headers().value(HeaderName.VIA).orElseThrow();
        var other = via.substring(0, via.lastIndexOf("z9hG4bK")) + "z9hG4bK" + ++branches;
        return request.rerouted(
                request.uri(),
                request.headers().edit().replaceFirstValue(HeaderName.VIA, other).build());
    }

    private Request fresh() {
        var method = random.nextInt(3) > 0 ? "INVITE" : random.nextBoolean() ? "MESSAGE" : "BYE";
        var body = "v=0\r\no=caf\u00e9 \u00ff " + branches;
        return (Request)
                Telling.message(
                        method + " sip:bob@" + host() + " SIP/2.0",
                        "Via: SIP/2.0/UDP 198.51.100.1:5060;rport=5060;received=198.51.100.1"
                                + ";branch=z9hG4bK"
                                + ++branches,
                        "f: \"Al\u00efce\" <sip:alice@example.com>;tag=a1",
                        "To: <sip:bob@example.com>" + (method.equals("BYE") ? ";tag=b" : ""),
                        "Call-ID: call@198.51.100.1",
                        "CSeq: " + branches + " " + method,
                        "Max-Forwards: 70",
                        "Contact: <sip:alice@198.51.100.1>",
                        "X-Folded: one,",
                        "\ttwo",
                        "Content-Length: " + body.length(),
                        "",
                        body);
    }

    private String host() {
        return switch (random.nextInt(4)) {
            case 0 -> "198.51.100.8;transport=tcp";
            case 1 -> "elsewhere.example.net";
            default -> "example.com";
        };
    }

    private ProxyEvent located(TransactionKey key) {
        var targets = new ArrayList<Target>();
        for (int i = random.nextInt(4); i > 0; i--) targets.add(target(i));
        return switch (random.nextInt(8)) {
            case 0 -> new ProxyEvent.LookupFailed(key);
            case 1 -> new ProxyEvent.Located(key, new LocationReply.Unknown());
            default ->
                    new ProxyEvent.Located(
                            key,
                            targets.isEmpty()
                                    ? new LocationReply.Unregistered()
                                    : new LocationReply.Found(targets));
        };
    }

    private Target target(int number) {
        try {
            var host = random.nextBoolean() ? "198.51.100." + number : "phone.example.net";
            return new Target(
                    SipUri.parse("sip:b%" + "6fb" + number + "@" + host + ";ob;x=y"),
                    random.nextBoolean() ? 1_000 : 100 * number,
                    random.nextBoolean() ? Optional.of(flow()) : Optional.empty(),
                    random.nextInt(4) > 0 ? List.of() : List.of("<sip:198.51.100.9;lr>"),
                    random.nextInt(3) > 0 ? "" : "\"<urn:uuid:1>\"",
                    random.nextInt(3));
        } catch (MalformedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Response answer(Request request) {
        int status = STATUSES[random.nextInt(STATUSES.length)];
        var response = Response.to(request, status, "b" + random.nextInt(2));
        if (request.method() != Method.INVITE || random.nextBoolean()) return response;
        var lines = response.headers().edit();
        lines.append(Header.of(HeaderName.CONTACT, "<sip:bob@198.51.100.2;x=\u00e4>"));
        lines.append(Header.of(HeaderName.SESSION_EXPIRES, "1800;refresher=uac"));
        return response.withHeaders(lines.build());
    }
}
