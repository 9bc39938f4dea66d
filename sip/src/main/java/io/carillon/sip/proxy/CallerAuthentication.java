package io.carillon.sip.proxy;

import io.carillon.sip.auth.DigestCredentials;
import io.carillon.sip.auth.Nonce;
import io.carillon.sip.location.Aor;
import io.carillon.sip.message.HeaderName;
import io.carillon.sip.message.MalformedException;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.SipUri;

import java.util.Optional;

/// Makes sure that who calls in the name of one of our users is that user: challenges, has the
/// entity of the user check the credentials, and compares their user with the From.
///
/// It does not go on with the request; [ProxyCore] does. RFC 3261 §22.3.
final class CallerAuthentication {
    private final ProxySettings settings;
    private final LocalAnswers answers;
    private final ForkControl forks;

    CallerAuthentication(ProxySettings settings, LocalAnswers answers, ForkControl forks) {
        this.settings = settings;
        this.answers = answers;
        this.forks = forks;
    }

    boolean isNeeded(Request request) {
        return settings.authenticate() && settings.claimsOurUser(request);
    }

    /// Credentials for our realm, with a nonce of ours, go to the entity of their user.
    ResponseContext start(Turn turn, ResponseContext context) {
        var request = context.received();
        Optional<DigestCredentials> found;
        try {
            found = credentials(request);
        } catch (MalformedException _) {
            return forks.answer(turn, context, 400);
        }
        if (found.isEmpty()) return challenge(turn, context, false);
        var verdict = answers.check(found.get().nonce(), turn.now);
        if (!(verdict instanceof Nonce.Verdict.Fresh)) {
            return challenge(turn, context, verdict instanceof Nonce.Verdict.Stale);
        }
        var user = user(found.get(), request);
        if (user.isEmpty()) return challenge(turn, context, false);
        turn.effects.add(
                new ProxyEffect.Authenticate(
                        context.key(), user.get(), found.get(), request.method()));
        turn.expectAnswer(context);
        return context;
    }

    /// @param stale whether the credentials were right but for the age of their nonce
    ResponseContext challenge(Turn turn, ResponseContext context, boolean stale) {
        var request = context.received();
        var response =
                answers.challenged(
                        answers.of(request, 407), request, realm(request), stale, turn.now);
        return forks.answer(turn, context, response);
    }

    /// Nobody may call in another user's name: the From must be the user of the credentials.
    boolean isByItsUser(Request request) {
        try {
            var from = Aor.of((SipUri) request.from().uri()).map(settings::canonical);
            var user = credentials(request).flatMap(found -> user(found, request));
            return from.isPresent() && from.equals(user);
        } catch (MalformedException _) {
            return false;
        }
    }

    private Optional<DigestCredentials> credentials(Request request) throws MalformedException {
        return DigestCredentials.find(
                request.headers(), HeaderName.PROXY_AUTHORIZATION, realm(request));
    }

    private Optional<Aor> user(DigestCredentials credentials, Request request) {
        return Aor.parse(credentials.username() + "@" + realm(request));
    }

    private String realm(Request request) {
        return settings.realmOf((SipUri) request.from().uri());
    }
}
