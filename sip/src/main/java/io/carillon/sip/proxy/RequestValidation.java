package io.carillon.sip.proxy;

import io.carillon.sip.auth.DigestCredentials;
import io.carillon.sip.auth.Nonce;
import io.carillon.sip.location.Aor;
import io.carillon.sip.message.HeaderName;
import io.carillon.sip.message.MalformedException;
import io.carillon.sip.message.Method;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;
import io.carillon.sip.message.SipUri;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What can be said of a request without any state: answered at once, or whose business it is.
///
/// Runs on the edge before anything is woken, so what it refuses costs next to nothing. Policy is
/// the order of the questions. RFC 3261 §16.3, §8.2, §10.3 steps 1 to 5, §11.
public final class RequestValidation {
    private static final String ALLOW =
            "INVITE, ACK, CANCEL, BYE, REGISTER, OPTIONS, MESSAGE, SUBSCRIBE, NOTIFY, PUBLISH,"
                    + " INFO, REFER, UPDATE, PRACK";
    private static final String SUPPORTED = "path, outbound";
    private static final List<String> KNOWN_BY_REGISTRAR = List.of("path", "outbound");

    private final ProxySettings settings;
    private final LocalAnswers answers;

    public RequestValidation(ProxySettings settings, LocalAnswers answers) {
        this.settings = settings;
        this.answers = answers;
    }

    /// What is to become of a request.
    public sealed interface Verdict {
        /// It is answered with this, and forgotten.
        record Answer(Response response) implements Verdict {}

        /// It has reached its end, or deserves no answer.
        record Drop() implements Verdict {}

        /// It belongs to its call.
        record ToCall() implements Verdict {}

        /// It is a registration of this user.
        record ToRegistrar(Aor aor) implements Verdict {}
    }

    private static final Verdict DROP = new Verdict.Drop();
    private static final Verdict TO_CALL = new Verdict.ToCall();

    /// The verdict on a request whose top Via is stamped.
    ///
    /// @param now epoch milliseconds
    public Verdict of(Request request, long now) {
        var method = request.method();
        if (method == Method.ACK) {
            return answers.acknowledgesStateless(request) ? DROP : TO_CALL;
        }
        if (method == Method.CANCEL) return TO_CALL;
        if (!(request.uri() instanceof SipUri uri) || !isSupported(uri)) {
            return answer(request, 416);
        }
        boolean endsHere = endsHere(request, uri);
        if (request.maxForwards() == 0 && !endsHere) return answer(request, 483);
        var strange = unknown(request, HeaderName.PROXY_REQUIRE, List.of());
        if (!strange.isEmpty()) {
            return new Verdict.Answer(answers.unsupported(request, strange));
        }
        return endsHere ? toServer(request, now) : mayPass(request, now);
    }

    /// What was asked to be secure all the way must not go on by less (RFC 5630 §5.3).
    private boolean isSupported(SipUri uri) {
        if (!uri.isSecure()) return true;
        for (var transport : settings.edges().get().transports()) {
            if (transport.isSecure()) return true;
        }
        return false;
    }

    private Verdict badRequest(Request request, MalformedException e) {
        return new Verdict.Answer(
                answers.stateless(request, 400, "Bad Request - " + e.getMessage()));
    }

    /// Whether a request is for the server itself. A REGISTER is even with a user in its
    /// Request-URI, which §10.2 forbids and some user agents put there. A phone that has us as its
    /// outbound proxy names us in a Route of its own (§8.1.2).
    private boolean endsHere(Request request, SipUri uri) {
        if (uri.user().isPresent() && request.method() != Method.REGISTER) return false;
        if (request.isInDialog() || !settings.isOurs(uri)) return false;
        try {
            return RoutePreprocessing.endsHere(request, settings);
        } catch (MalformedException _) {
            return false; // the core says what is wrong with it
        }
    }

    private Verdict answer(Request request, int status) {
        return new Verdict.Answer(answers.stateless(request, status));
    }

    /// A request to the server itself rather than to a user of it.
    private Verdict toServer(Request request, long now) {
        if (request.method() == Method.OPTIONS) return options(request);
        if (request.method() == Method.REGISTER) return register(request, now);
        if (!request.method().isKnown()) return answer(request, 501);
        var response = answers.stateless(request, 405);
        return new Verdict.Answer(response.with(HeaderName.ALLOW, "REGISTER, OPTIONS"));
    }

    /// §11.2.
    private Verdict options(Request request) {
        var strange = unknown(request, HeaderName.REQUIRE, List.of());
        if (!strange.isEmpty()) return new Verdict.Answer(answers.unsupported(request, strange));
        var response =
                answers.stateless(request, 200)
                        .with(HeaderName.ALLOW, ALLOW)
                        .with(HeaderName.SUPPORTED, SUPPORTED);
        return new Verdict.Answer(response);
    }

    /// §10.3 steps 1 to 5; the credentials' hash and the bindings are the entity's business.
    private Verdict register(Request request, long now) {
        var strange = unknown(request, HeaderName.REQUIRE, KNOWN_BY_REGISTRAR);
        if (!strange.isEmpty()) return new Verdict.Answer(answers.unsupported(request, strange));
        if (!(request.to().uri() instanceof SipUri to)) {
            return new Verdict.Answer(
                    answers.stateless(
                            request, 400, "Bad Request - To is no SIP address-of-record"));
        }
        var aor = Aor.of(to);
        if (aor.isEmpty() || !settings.isOurs(to)) return answer(request, 404);
        var user = settings.canonical(aor.get());
        var pass = new Verdict.ToRegistrar(user);
        if (!settings.authenticate()) return pass;
        return challenge(request, HeaderName.AUTHORIZATION, 401, user.domain(), now).orElse(pass);
    }

    /// A new request in the name of a user of ours without credentials that may be right is
    /// challenged here; the rest of §22.3 needs the route and is the core's business.
    private Verdict mayPass(Request request, long now) {
        if (!settings.authenticate() || request.isInDialog()) return TO_CALL;
        if (!settings.claimsOurUser(request)) return TO_CALL;
        var realm = settings.realmOf((SipUri) request.from().uri());
        return challenge(request, HeaderName.PROXY_AUTHORIZATION, 407, realm, now).orElse(TO_CALL);
    }

    /// The answer to a request without credentials for a realm, or with a nonce that is none of
    /// ours or too old; empty when whose they are is worth asking.
    private Optional<Verdict> challenge(
            Request request, HeaderName name, int status, String realm, long now) {
        try {
            var found = DigestCredentials.find(request.headers(), name, realm);
            var nonce = found.map(credentials -> answers.check(credentials.nonce(), now));
            if (nonce.isPresent() && nonce.get() instanceof Nonce.Verdict.Fresh) {
                return Optional.empty();
            }
            boolean stale = nonce.isPresent() && nonce.get() instanceof Nonce.Verdict.Stale;
            var bare = answers.stateless(request, status);
            return Optional.of(
                    new Verdict.Answer(answers.challenged(bare, request, realm, stale, now)));
        } catch (MalformedException e) {
            return Optional.of(badRequest(request, e));
        }
    }

    private static List<String> unknown(Request request, HeaderName name, List<String> known) {
        if (!request.headers().has(name)) return List.of();
        var unknown = new ArrayList<String>();
        for (var tag : request.headers().values(name)) {
            if (!tag.isEmpty() && !known.contains(tag.toLowerCase(Locale.ROOT))) unknown.add(tag);
        }
        return unknown;
    }
}
