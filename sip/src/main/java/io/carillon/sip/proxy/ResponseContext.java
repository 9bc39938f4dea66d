package io.carillon.sip.proxy;

import io.carillon.sip.location.Target;
import io.carillon.sip.message.Method;
import io.carillon.sip.message.Request;
import io.carillon.sip.transaction.TransactionKey;
import io.carillon.sip.transport.Flow;
import io.carillon.sip.transport.Hop;

import java.util.ArrayList;
import java.util.List;

/// One proxied request: the server transaction upstream, the forks downstream, and what is left to
/// try. RFC 3261 §16.2.
///
/// Immutable; holds the request only until its final response has left upstream. [ProxyCore] alone
/// changes it; null stands for "not yet" or "no more" in the fields that say so.
///
/// @param key of the server transaction
/// @param flow by which the request came
/// @param back the way that responses go, as the Via of the request says: what stands in a response
///     is what somebody downstream made of it
/// @param server the server transaction
/// @param method of the request
/// @param repetition whether it is one that has come before by another edge; such a one has no
/// forks
/// @param received the request as it came; null once answered, but for a repetition
/// @param routed the request after route preprocessing; null before, and once answered
/// @param startedAt when it came, epoch milliseconds
/// @param forks in the order they were started
/// @param untried groups of targets for when all forks have failed, best first
/// @param cancelled whether the caller has taken it back
/// @param answered whether its final response has left
public record ResponseContext(
        TransactionKey key,
        Flow flow,
        Hop back,
        ServerTransaction server,
        Method method,
        Repetition repetition,
        Request received,
        RoutePreprocessing.Routed routed,
        long startedAt,
        List<Fork> forks,
        List<List<Target>> untried,
        boolean cancelled,
        boolean answered) {

    /// This request in another state.
    private ResponseContext next(
            ServerTransaction at,
            Repetition as,
            Request still,
            RoutePreprocessing.Routed on,
            List<Fork> tried,
            List<List<Target>> left,
            boolean takenBack,
            boolean over) {
        return new ResponseContext(
                key, flow, back, at, method, as, still, on, startedAt, tried, left, takenBack,
                over);
    }

    ResponseContext with(ServerTransaction next) {
        return next(next, repetition, received, routed, forks, untried, cancelled, answered);
    }

    ResponseContext routedAs(RoutePreprocessing.Routed as) {
        return next(server, repetition, received, as, forks, untried, cancelled, answered);
    }

    ResponseContext with(List<Fork> changed) {
        return next(server, repetition, received, routed, changed, untried, cancelled, answered);
    }

    ResponseContext with(int fork, Fork changed) {
        var copy = new ArrayList<>(forks);
        copy.set(fork, changed);
        return with(copy);
    }

    ResponseContext untried(List<List<Target>> groups) {
        return next(server, repetition, received, routed, forks, groups, cancelled, answered);
    }

    /// To be tried by no other way to this user agent.
    ResponseContext withoutMoreOf(String instance) {
        if (instance.isEmpty() || untried.isEmpty()) return this;
        var left = new ArrayList<List<Target>>();
        for (var group : untried) {
            var others = group.stream().filter(each -> !each.instance().equals(instance)).toList();
            if (!others.isEmpty()) left.add(others);
        }
        return untried(List.copyOf(left));
    }

    ResponseContext cancel() {
        return next(server, repetition, received, routed, forks, List.of(), true, answered);
    }

    /// What others have answered goes to a repetition by the Via of the request.
    ResponseContext answer() {
        return next(
                server,
                repetition,
                isRepetition() ? received : null,
                null,
                forks,
                List.of(),
                cancelled,
                true);
    }

    ResponseContext repeating(ResponseContext first) {
        var joining = new Repetition(repetition.likeness(), first.key());
        return next(server, joining, received, routed, forks, untried, cancelled, answered);
    }

    /// Whether it waits for what becomes of another request.
    boolean isRepetition() {
        return repetition.of() != null;
    }

    boolean isInvite() {
        return method == Method.INVITE;
    }

    boolean allFinished() {
        return unfinished() == 0;
    }

    /// How many forks wait for their final response.
    int unfinished() {
        int unfinished = 0;
        for (var fork : forks) if (!fork.isFinished()) unfinished++;
        return unfinished;
    }

    /// Whether nothing of it runs any more.
    boolean isOver() {
        if (!answered || !server.isOver()) return false;
        for (var fork : forks) {
            if (!fork.isOver()) return false;
        }
        return true;
    }
}
