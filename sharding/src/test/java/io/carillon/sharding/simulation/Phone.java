package io.carillon.sharding.simulation;

import io.carillon.sip.codec.Limits;
import io.carillon.sip.codec.MessageParser;
import io.carillon.sip.message.Header;
import io.carillon.sip.message.HeaderName;
import io.carillon.sip.message.MalformedException;
import io.carillon.sip.message.Method;
import io.carillon.sip.message.NameAddr;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;
import io.carillon.sip.message.SipMessage;
import io.carillon.sip.message.SipUri;
import io.carillon.sip.transaction.TransactionKey;
import io.carillon.sip.transport.Transport;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A phone: registers, calls, rings, with transactions as RFC 3261 has them. It talks to one edge;
/// over UDP also to others when a Route or a Via names them, or when that one does not answer.
final class Phone {
    final Cluster cluster;
    final String name;
    final String user;
    final Transport transport;
    final long number;
    final InetSocketAddress address;
    final PhoneTransactions transactions;
    private final EdgeNode edge;
    private final Map<String, OutgoingCall> outgoing = new LinkedHashMap<>();
    private final Map<String, IncomingCall> incoming = new LinkedHashMap<>();

    /// By which edge a request goes, by its branch, and what is to be done when that refuses it.
    private final Map<String, EdgeNode> ways = new HashMap<>();

    private final Map<String, Exchange> exchanges = new HashMap<>();

    /// The edge that did not answer last.
    private Optional<EdgeNode> shunned = Optional.empty();

    private int cseq;
    private int branches;
    private boolean registering;

    Phone(
            Cluster cluster,
            String name,
            String user,
            Transport transport,
            InetSocketAddress address,
            long number,
            EdgeNode edge) {
        this.cluster = cluster;
        this.name = name;
        this.user = user;
        this.transport = transport;
        this.address = address;
        this.number = number;
        this.edge = edge;
        transactions = new PhoneTransactions(cluster.schedule, transport.isReliable(), this::send);
    }

    String addressOfRecord() {
        return "sip:" + user + "@example.com";
    }

    String contact() {
        var host = address.getAddress().getHostAddress() + ":" + address.getPort();
        var over = transport == Transport.UDP ? "" : ";transport=tcp";
        return "<sip:" + name + "@" + host + over + ">";
    }

    // --- registering ----------------------------------------------------------------------------

    /// §10.2: one at a time.
    void register(int seconds) {
        if (registering) return;
        registering = true;
        cluster.ledger.asks(this, seconds);
        var request =
                request(
                        "REGISTER sip:example.com",
                        "From: <" + addressOfRecord() + ">;tag=r" + name,
                        "To: <" + addressOfRecord() + ">",
                        "Call-ID: registration-" + name,
                        "CSeq: " + ++cseq + " REGISTER",
                        "Contact: " + contact(),
                        "Expires: " + seconds);
        ask(
                request,
                new PhoneTransactions.Fate() {
                    @Override
                    public void answered(Response response) {
                        if (response.isFinal()) registering = false;
                        if (response.isSuccess()) {
                            cluster.ledger.acknowledged(Phone.this, granted(response));
                        } else if (response.isFinal()) {
                            cluster.ledger.registrationFailed(Phone.this, response.status());
                        }
                    }

                    @Override
                    public void timedOut() {
                        cluster.ledger.registrationFailed(Phone.this, 408);
                    }
                });
    }

    /// The seconds left to our own contact (§10.2.4).
    private int granted(Response response) {
        for (var value : response.headers().values(HeaderName.CONTACT)) {
            if (!value.startsWith(contact())) continue;
            var parameter = ";expires=";
            return Integer.parseInt(value.substring(value.indexOf(parameter) + parameter.length()));
        }
        throw new Ledger.Broken("registration-" + name, "a 200 without the contact: " + response);
    }

    // --- calls ----------------------------------------------------------------------------------

    void call(CallPlan plan) {
        var call = new OutgoingCall(this, plan);
        outgoing.put(plan.callId(), call);
        call.begin();
    }

    // --- messages -------------------------------------------------------------------------------

    /// Sends a request, and sees to it that it is answered.
    Exchange ask(Request request, PhoneTransactions.Fate fate) {
        var exchange = new Exchange(this, fate);
        exchanges.put(branchOf(request), exchange);
        exchange.begin(request);
        return exchange;
    }

    void received(SipMessage message, EdgeNode from) {
        switch (message) {
            case Response response -> {
                cluster.ledger.heard(this, response);
                transactions.received(response);
            }
            case Request request -> {
                var stamped = stamped(request, from);
                if (!transactions.again(stamped)) newRequest(stamped);
            }
        }
    }

    /// §18.2.1: an edge sends what another has begun to send, and hears the answer.
    private static Request stamped(Request request, EdgeNode from) {
        var via = request.topVia();
        if (via.host().equals(from.host())) return request;
        var edit = request.headers().edit();
        edit.replaceFirstValue(HeaderName.VIA, via.with("received", from.host()).toString());
        return request.rerouted(request.uri(), edit.build());
    }

    /// There is nobody at the port that this was sent to.
    void refused(SipMessage message) {
        // A response has no other way than its Via.
        if (!(message instanceof Request request)) return;
        shun(request);
        ways.put(branchOf(request), other(shunned.orElseThrow()));
        var exchange = exchanges.get(branchOf(request));
        if (exchange != null) exchange.tryElsewhere();
    }

    /// Takes the edge that this was sent to for one that does not answer.
    void shun(Request request) {
        shunned = Optional.of(ways.get(branchOf(request)));
    }

    private void newRequest(Request request) {
        var in = incoming.get(request.callId());
        var out = outgoing.get(request.callId());
        switch (request.method().toString()) {
            case "INVITE" -> {
                transactions.begin(request);
                var call = new IncomingCall(this, request);
                incoming.put(request.callId(), call);
                call.ring();
            }
            case "ACK" -> {
                if (in != null) in.acknowledged(request);
            }
            case "CANCEL" -> {
                var invite = transactions.find(TransactionKey.ofCancelled(request));
                answer(request, invite.isPresent() ? 200 : 481);
                if (invite.isPresent() && in != null) in.cancelled();
            }
            case "BYE" -> {
                boolean known =
                        in != null && in.hungUp(request) || out != null && out.hungUp(request);
                answer(request, known ? 200 : 481);
            }
            default -> throw new IllegalStateException(request.toString());
        }
    }

    private void answer(Request request, int status) {
        transactions.begin(request);
        transactions.answer(request, Response.to(request, status, name));
    }

    /// To where the Route or the Via says, over the connection if there is one.
    void send(SipMessage message) {
        cluster.phones.toEdge(this, edgeFor(message), message);
    }

    private EdgeNode edgeFor(SipMessage message) {
        if (transport == Transport.TCP) return edge;
        return switch (message) {
            case Response response -> {
                var via = response.topVia();
                var host = via.parameters().get("received").orElse(via.host());
                yield cluster.edgeAt(host, via.portOrDefault());
            }
            // What is said of a transaction again goes the same way: repetitions, CANCEL, ACK.
            case Request request -> ways.computeIfAbsent(branchOf(request), _ -> wayOf(request));
        };
    }

    private EdgeNode wayOf(Request request) {
        var named = edgeNamedBy(request);
        return shunned.filter(named::equals).map(this::other).orElse(named);
    }

    private EdgeNode edgeNamedBy(Request request) {
        try {
            var route = request.firstAddress(HeaderName.ROUTE);
            if (route.isEmpty()) return edge;
            var uri = (SipUri) route.get().uri();
            return cluster.edgeAt(uri.hostName(), uri.portOrDefault());
        } catch (MalformedException e) {
            throw new IllegalStateException(e);
        }
    }

    private EdgeNode other(EdgeNode than) {
        return cluster.edges.stream().filter(each -> each != than).findFirst().orElseThrow();
    }

    private static String branchOf(Request request) {
        return request.topVia().branch().orElseThrow();
    }

    // --- making messages ------------------------------------------------------------------------

    /// A request with a new branch.
    Request request(String start, String... lines) {
        var all = new ArrayList<String>();
        all.add(start + " SIP/2.0");
        var host = address.getAddress().getHostAddress() + ":" + address.getPort();
        all.add("Via: SIP/2.0/" + transport + " " + host + ";rport;branch=" + newBranch());
        all.add("Max-Forwards: 70");
        all.addAll(List.of(lines));
        all.add("Content-Length: 0");
        var octets = (String.join("\r\n", all) + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
        return (Request) new MessageParser(Limits.DEFAULT).parse(octets);
    }

    String newBranch() {
        return "z9hG4bK" + name + ++branches;
    }

    int nextCseq() {
        return ++cseq;
    }

    /// A response that forms a dialog.
    Response dialogResponse(Request invite, int status, String tag) {
        var response = Response.to(invite, status, tag);
        var edit = response.headers().edit();
        for (var route : invite.headers().all(HeaderName.RECORD_ROUTE)) edit.append(route);
        edit.append(Header.of(HeaderName.CONTACT, contact()));
        return response.withHeaders(edit.build());
    }

    static String target(SipMessage message) {
        try {
            return NameAddr.parse(
                            message.headers().value(HeaderName.CONTACT).orElseThrow(), "Contact")
                    .uri()
                    .toString();
        } catch (MalformedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// A request inside a dialog.
    Request inDialog(
            Method method,
            int number,
            String target,
            List<String> routes,
            String from,
            String to,
            String callId) {
        var lines = new ArrayList<String>();
        for (var route : routes) lines.add("Route: " + route);
        lines.add("From: " + from);
        lines.add("To: " + to);
        lines.add("Call-ID: " + callId);
        lines.add("CSeq: " + number + " " + method);
        return request(method + " " + target, lines.toArray(String[]::new));
    }

    /// What is not over, for the end of a run.
    List<String> remains() {
        var remains = new ArrayList<String>();
        if (!transactions.isIdle()) remains.add(name + " has " + transactions);
        for (var call : outgoing.values()) call.remains().ifPresent(remains::add);
        for (var call : incoming.values()) call.remains().ifPresent(remains::add);
        return remains;
    }
}
