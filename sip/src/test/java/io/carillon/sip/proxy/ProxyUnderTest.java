package io.carillon.sip.proxy;

import io.carillon.sip.auth.Nonce;
import io.carillon.sip.auth.Secret;
import io.carillon.sip.ladder.Ladder;
import io.carillon.sip.ladder.LadderLine;
import io.carillon.sip.ladder.Subject;
import io.carillon.sip.message.HeaderName;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;
import io.carillon.sip.message.SipMessage;
import io.carillon.sip.transaction.TransactionKey;
import io.carillon.sip.transport.Destination;
import io.carillon.sip.transport.Flow;
import io.carillon.sip.transport.Hop;
import io.carillon.sip.transport.ResponseHop;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The whole proxy as a ladder's subject: validation, core and what surrounds it, with the location
/// service, accounts and DNS told by settings:
///
/// ```
/// domain   biloxi.example.com
/// listener udp 192.0.2.9:5060
/// binding  bob sip:bob@192.0.2.4           # user and contact; `binding carol` for none at present
/// account  alice wonderland                # user and password; with any, calls need a digest
/// route    atlanta.example.com sip:192.0.2.7;lr
/// route    +49 sip:192.0.2.8;lr            # a prefix of the user part begins with +
/// host     ss1.example.com udp 192.0.2.30:5060 udp 192.0.2.31:5060
/// peer     bob udp 192.0.2.4:5060 sip:bob@biloxi.example.com
/// ```
/// `net -> proxy unreachable bob` says that what was last sent there could not be delivered.
///
/// With the setting `copies` the proxy is one of several, and `keeper` has its copies: it is sent
/// `KEEP` (with the number of `invites` in the copy) and `FORGET`, or `FORGET-LATER` where there is
/// time, and says `KEPT`. `net -> proxy crash` makes it forget all that it knows, `crash 1` before
/// its last word had reached the keeper; `keeper -> proxy COPY` gives the next owner what the
/// keeper has. `net -> proxy move` hands over.
final class ProxyUnderTest implements Subject {
    private static final long MIDNIGHT = 1_700_000_000_000L;
    private static final Secret SECRET = Secret.of("a secret for ladders");

    private final Ladder ladder;
    private final LadderRegistrar registrar;
    private final RequestValidation validation;
    private final ProxyCore core;
    private final Map<String, ScriptedPeer> peers = new HashMap<>();
    private final Map<String, TransactionKey> sentTo = new HashMap<>();
    private final Map<String, CallState> calls = new HashMap<>();
    private String crashed = "";
    private final SentMessages sent = new SentMessages();

    /// What the keeper has been told of the one call of a ladder with copies, latest last.
    private final ArrayDeque<CallState> copies = new ArrayDeque<>(List.of(CallState.NONE));

    ProxyUnderTest(Ladder ladder) {
        this.ladder = ladder;
        var settings = LadderSettings.of(ladder);
        var nonces = new Nonce(SECRET.mac("nonce"), 300_000);
        var answers = new LocalAnswers(SECRET.mac("answer"), nonces);
        validation = new RequestValidation(settings, answers);
        core =
                new ProxyCore(
                        settings,
                        new Branches(SECRET.mac("branch")),
                        new DialogToken(SECRET.mac("dialog")),
                        answers);
        registrar = new LadderRegistrar(ladder, answers, name -> peers.get(name).flow());
        for (var setting : ladder.all("peer")) {
            var peer = ScriptedPeer.of(setting);
            peers.put(peer.name(), peer);
        }
    }

    @Override
    public String name() {
        return "proxy";
    }

    /// Whether it has forgotten everything, as it must when its last timer has fired.
    boolean isOver() {
        return calls.isEmpty();
    }

    @Override
    public Optional<String> property(Object message, String name) {
        if (message instanceof CallState copy) {
            return Optional.of(Integer.toString(copy.transactions()));
        }
        return sent.property((SipMessage) message, name);
    }

    // --- in -------------------------------------------------------------------------------------

    @Override
    public void receive(LadderLine.Arrow line, Stage stage) {
        if (line.from().equals("net") || line.from().equals("keeper")) {
            fate(line, stage);
            return;
        }
        var peer = peers.get(line.from());
        var message = peer.say(line);
        sent.hear(message);
        switch (message) {
            case Request request -> receive(stamped(request, peer.flow()), peer.flow(), stage);
            case Response response ->
                    step(response.callId(), new ProxyEvent.Answered(response), stage);
        }
    }

    @Override
    public void lost(LadderLine.Arrow line) {
        peers.get(line.from()).say(line);
    }

    private void fate(LadderLine.Arrow line, Stage stage) {
        var callId = calls.isEmpty() ? crashed : calls.keySet().iterator().next();
        switch (line.method()) {
            case "unreachable" ->
                    step(callId, new ProxyEvent.Unreachable(sentTo.get(line.rest())), stage);
            case "KEPT" -> step(callId, new ProxyEvent.Kept(), stage);
            case "crash" -> {
                crashed = callId;
                calls.clear();
                stage.stop(callId, "wake");
                if (!line.rest().isEmpty()) copies.removeLast();
            }
            case "COPY" -> resume(callId, copies.getLast(), ProxyEvent.Origin.COPIED, stage);
            case "move" ->
                    resume(callId, calls.remove(callId), ProxyEvent.Origin.HANDED_OVER, stage);
            default -> throw new IllegalArgumentException(line.toString());
        }
    }

    private void resume(String callId, CallState former, ProxyEvent.Origin origin, Stage stage) {
        step(callId, new ProxyEvent.Resumed(former, origin), stage);
    }

    private void receive(Request request, Flow flow, Stage stage) {
        switch (validation.of(request, MIDNIGHT + stage.now())) {
            case RequestValidation.Verdict.Answer(var response) ->
                    out(response, ResponseHop.of(request.topVia(), flow), stage);
            case RequestValidation.Verdict.Drop() -> {}
            case RequestValidation.Verdict.ToCall() ->
                    step(request.callId(), new ProxyEvent.Received(request, flow), stage);
            case RequestValidation.Verdict.ToRegistrar(var aor) -> {
                var now = MIDNIGHT + stage.now();
                var response = registrar.register(aor, request, flow, now);
                out(response, ResponseHop.of(request.topVia(), flow), stage);
            }
        }
    }

    /// What the edge does on receipt (§18.2.1, RFC 3581 §4).
    private static Request stamped(Request request, Flow flow) {
        var via = request.topVia();
        var stamped = via;
        if (!via.host().equals(flow.remoteHost()) || via.asksForRport()) {
            stamped = stamped.with("received", flow.remoteHost());
        }
        if (via.asksForRport()) stamped = stamped.with("rport", "" + flow.remotePort());
        if (stamped.equals(via)) return request;
        var edit = request.headers().edit();
        edit.replaceFirstValue(HeaderName.VIA, stamped.toString());
        return request.rerouted(request.uri(), edit.build());
    }

    @Override
    public void fired(Object timer, Stage stage) {
        step((String) timer, new ProxyEvent.Woken(), stage);
    }

    // --- through --------------------------------------------------------------------------------

    private void step(String callId, ProxyEvent first, Stage stage) {
        var events = new ArrayDeque<>(List.of(first));
        while (!events.isEmpty()) {
            var state = calls.getOrDefault(callId, CallState.NONE);
            var step = core.on(state, events.poll(), MIDNIGHT + stage.now());
            calls.put(callId, step.next());
            for (var effect : step.effects()) perform(effect, stage, events);
        }
        var state = calls.get(callId);
        stage.stop(callId, "wake");
        if (state.nextDeadline() < Long.MAX_VALUE) {
            stage.start(callId, "wake", state.nextDeadline() - MIDNIGHT - stage.now());
        }
        if (state.isOver()) calls.remove(callId);
    }

    private void perform(ProxyEffect effect, Stage stage, ArrayDeque<ProxyEvent> events) {
        switch (effect) {
            case ProxyEffect.SendRequest(var request, var hop, var client) -> {
                sentTo.put(nameOf(hop), client);
                out(request, hop, stage);
            }
            case ProxyEffect.SendStateless(var request, var hop) -> out(request, hop, stage);
            case ProxyEffect.SendResponse(var response, var hop) -> out(response, hop, stage);
            case ProxyEffect.Authenticate(var key, var user, var credentials, var method) -> {
                boolean right = registrar.isRight(user, credentials, method);
                events.add(new ProxyEvent.Authenticated(key, right, false));
            }
            case ProxyEffect.Locate(var key, var aor) -> {
                var reply = registrar.locate(aor, MIDNIGHT + stage.now());
                events.add(new ProxyEvent.Located(key, reply));
            }
            case ProxyEffect.Resolve(var key, var fork, var host) ->
                    events.add(
                            new ProxyEvent.Resolved(
                                    key, fork, LadderSettings.resolve(ladder, host.host())));
            case ProxyEffect.ResolveStateless(var request, var flow, var host) ->
                    events.add(
                            new ProxyEvent.ResolvedStateless(
                                    request, flow, LadderSettings.resolve(ladder, host.host())));
            case ProxyEffect.Finished _, ProxyEffect.Ended _, ProxyEffect.Repeated _ -> {}
            case ProxyEffect.Keep(var copy) -> {
                copies.add(copy);
                stage.send("keeper", "KEEP", copy);
            }
            case ProxyEffect.Forget(var urgent) -> {
                copies.add(CallState.NONE);
                stage.send("keeper", urgent ? "FORGET" : "FORGET-LATER", CallState.NONE);
            }
        }
    }

    // --- out ------------------------------------------------------------------------------------

    private void out(SipMessage message, Hop hop, Stage stage) {
        var to = nameOf(hop);
        if (peers.containsKey(to)) peers.get(to).hear(message);
        var text =
                switch (message) {
                    case Request r -> r.method() + " " + r.uri();
                    case Response r -> r.method() + "/" + r.status() + " " + r.reason();
                };
        stage.send(to, text, message);
    }

    /// The peer at the end of a hop, or its address when nobody of the ladder is there.
    private String nameOf(Hop hop) {
        var end =
                switch (hop) {
                    case Hop.ByFlow(var flow) -> new Destination(flow.transport(), flow.remote());
                    case Hop.ByFlowOr(var flow, var _) ->
                            new Destination(flow.transport(), flow.remote());
                    case Hop.To(var _, var destination) -> destination;
                };
        for (var peer : peers.values()) {
            var flow = peer.flow();
            if (flow.remote().equals(end.address()) && flow.transport() == end.transport()) {
                return peer.name();
            }
        }
        return end.address().toString();
    }
}
