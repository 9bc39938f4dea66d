package io.carillon.sharding.call;

import io.carillon.sharding.flow.Outbound;
import io.carillon.sharding.handover.Passage;
import io.carillon.sharding.location.AorCommand;
import io.carillon.sharding.location.AorReply;
import io.carillon.sip.proxy.ProxyEffect;

import org.apache.pekko.actor.typed.ActorRef;

/// Performs what the proxy core of one call wants done: messages, lookups, copies, records. Answers
/// go to the entity.
final class EffectPerformer {
    private final String callId;
    private final CallServices services;
    private final RingingCopy copy;
    private final Receipts receipts;
    private final ActorRef<CallCommand> entity;
    private final ActorRef<AorReply> replies;

    EffectPerformer(
            String callId,
            CallServices services,
            RingingCopy copy,
            Receipts receipts,
            ActorRef<Object> entity) {
        this.callId = callId;
        this.services = services;
        this.copy = copy;
        this.receipts = receipts;
        this.entity = entity.narrow();
        this.replies = entity.narrow();
    }

    /// @param passage of the state that wants it
    void perform(ProxyEffect effect, Passage passage) {
        switch (effect) {
            case ProxyEffect.SendRequest(var request, var hop, var client) ->
                    services.outbound()
                            .send(
                                    request,
                                    hop,
                                    _ -> entity.tell(new CallCommand.Unreachable(callId, client)));
            case ProxyEffect.SendStateless(var request, var hop) ->
                    services.outbound().send(request, hop, Outbound.Unreachable.IGNORED);
            case ProxyEffect.SendResponse(var response, var hop) -> {
                services.outbound().send(response, hop, Outbound.Unreachable.IGNORED);
                receipts.answered(response);
            }
            case ProxyEffect.Locate(var key, var aor) ->
                    services.aors().tell(new AorCommand.LookUp(aor, key, replies));
            case ProxyEffect.Authenticate(var key, var user, var credentials, var method) ->
                    services.aors()
                            .tell(
                                    new AorCommand.Authenticate(
                                            user, key, credentials, method, replies));
            case ProxyEffect.Resolve(var key, var fork, var host) ->
                    services.outbound()
                            .resolve(
                                    host,
                                    found ->
                                            entity.tell(
                                                    new CallCommand.Resolved(key, fork, found)));
            case ProxyEffect.ResolveStateless(var ack, var flow, var host) ->
                    services.outbound()
                            .resolve(
                                    host,
                                    found ->
                                            entity.tell(
                                                    new CallCommand.ResolvedStateless(
                                                            ack, flow, found)));
            case ProxyEffect.Finished(var method, var status, var millis) ->
                    services.observer().finished(method, status, millis);
            case ProxyEffect.Ended ended -> services.observer().ended(callId, ended);
            case ProxyEffect.Repeated(var sent) -> services.observer().repeated(sent);
            case ProxyEffect.Keep(var ringing) -> copy.keep(ringing, passage);
            case ProxyEffect.Forget(var urgent) -> copy.forget(passage, urgent);
        }
    }
}
