package io.carillon.sharding.location;

import io.carillon.sharding.location.AorServices.Authentication;
import io.carillon.sip.auth.DigestCheck;
import io.carillon.sip.auth.DigestCredentials;
import io.carillon.sip.auth.Nonce;
import io.carillon.sip.auth.NonceCounts;
import io.carillon.sip.auth.PasswordHashes;
import io.carillon.sip.message.HeaderName;
import io.carillon.sip.message.MalformedException;
import io.carillon.sip.message.Method;
import io.carillon.sip.proxy.LocalAnswers;

import java.util.Optional;

/// Checks the credentials of one user, and remembers their nonces so that none serves twice.
///
/// The memory goes with the entity: what was captured in the seconds before may be replayed once
/// after it has moved. Used on the entity's thread alone. RFC 3261 §22.
final class Access {
    /// A challenge that was answered while the entity was being started is still good.
    private static final long GRACE_MILLIS = 10_000;

    private final LocalAnswers answers;
    private final Authentication authentication;
    private final NonceCounts counts;

    Access(LocalAnswers answers, Authentication authentication, long nowMillis) {
        this.answers = answers;
        this.authentication = authentication;
        counts = new NonceCounts(nowMillis - GRACE_MILLIS, authentication.nonceLifetimeMillis());
    }

    /// What credentials are worth.
    enum Verdict {
        /// The user's, used for the first time.
        RIGHT,
        /// The user's, in the same request as before.
        REPEATED,
        /// Not the user's, or there is no such user: which of both is not told to strangers.
        WRONG,
        /// The user's but for a nonce that is too old or used up.
        STALE,
        /// Somebody else's (§10.3 step 4).
        FOREIGN,
        /// Unreadable.
        MALFORMED
    }

    /// Checks the credentials of a REGISTER.
    Verdict check(AorCommand.Register command, Optional<PasswordHashes> hashes, long nowMillis) {
        if (!authentication.required()) return Verdict.RIGHT;
        var request = command.request();
        var user = command.aor();
        try {
            var found =
                    DigestCredentials.find(
                            request.headers(), HeaderName.AUTHORIZATION, user.domain());
            if (found.isEmpty()) return Verdict.WRONG;
            if (!found.get().username().equals(user.user())) return Verdict.FOREIGN;
            var name = request.callId() + '\0' + request.cseq();
            return check(found.get(), request.method(), hashes, name, nowMillis);
        } catch (MalformedException _) {
            return Verdict.MALFORMED;
        }
    }

    /// Checks the credentials of another request.
    AorReply answer(
            AorCommand.Authenticate command, Optional<PasswordHashes> hashes, long nowMillis) {
        var request = command.transaction().toString();
        var verdict = check(command.credentials(), command.method(), hashes, request, nowMillis);
        boolean right = verdict == Verdict.RIGHT || verdict == Verdict.REPEATED;
        boolean stale = verdict == Verdict.STALE;
        return new AorReply.Authenticated(command.transaction(), right, stale);
    }

    /// Checks credentials and counts their use.
    ///
    /// @param hashes empty when the user has no account
    /// @param request what makes the request itself, as text
    Verdict check(
            DigestCredentials credentials,
            Method method,
            Optional<PasswordHashes> hashes,
            String request,
            long nowMillis) {
        if (hashes.isEmpty() || !DigestCheck.isRight(credentials, method, hashes.get())) {
            return Verdict.WRONG;
        }
        var nonce = answers.check(credentials.nonce(), nowMillis);
        if (!(nonce instanceof Nonce.Verdict.Fresh(var issuedAt))) return Verdict.STALE;
        var tag = authentication.requests().mac64(credentials.response() + '\0' + request);
        return switch (counts.use(credentials.nonce(), issuedAt, credentials.count(), tag)) {
            case NEW -> Verdict.RIGHT;
            case REPEATED -> Verdict.REPEATED;
            case REPLAYED, FORGOTTEN -> Verdict.STALE;
        };
    }
}
