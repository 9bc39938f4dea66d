package io.carillon.sip.proxy;

import io.carillon.sip.auth.DigestCheck;
import io.carillon.sip.auth.DigestCredentials;
import io.carillon.sip.auth.PasswordHashes;
import io.carillon.sip.ladder.Ladder;
import io.carillon.sip.location.Aor;
import io.carillon.sip.location.Bindings;
import io.carillon.sip.location.LocationReply;
import io.carillon.sip.location.RegisterAnswer;
import io.carillon.sip.location.RegisterOutcome;
import io.carillon.sip.location.RegisterRules;
import io.carillon.sip.location.RegistrarSettings;
import io.carillon.sip.location.Target;
import io.carillon.sip.message.HeaderName;
import io.carillon.sip.message.MalformedException;
import io.carillon.sip.message.Method;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;
import io.carillon.sip.transport.Flow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The entities of all addresses-of-record of a ladder in one: accounts and bindings from its
/// settings, and bindings made by its REGISTERs.
final class LadderRegistrar {
    private final Ladder ladder;
    private final LocalAnswers answers;
    private final Function<String, Flow> flowOfPeer;
    private final Map<Aor, Bindings> bindings = new HashMap<>();

    LadderRegistrar(Ladder ladder, LocalAnswers answers, Function<String, Flow> flowOfPeer) {
        this.ladder = ladder;
        this.answers = answers;
        this.flowOfPeer = flowOfPeer;
    }

    /// Whether credentials are those of the account.
    boolean isRight(Aor user, DigestCredentials credentials, Method method) {
        return LadderSettings.second(ladder, "account", user.user())
                .map(password -> PasswordHashes.of(user.user(), user.domain(), password))
                .map(hashes -> DigestCheck.isRight(credentials, method, hashes))
                .orElse(false);
    }

    /// The answer to a REGISTER that has passed validation.
    Response register(Aor aor, Request request, Flow flow, long now) {
        if (!ladder.all("account").isEmpty() && !isRight(aor, request)) {
            var bare = answers.stateless(request, 401);
            return answers.challenged(bare, request, aor.domain(), false, now);
        }
        var before = bindings.getOrDefault(aor, Bindings.NONE);
        var settings = RegistrarSettings.DEFAULT;
        return switch (RegisterRules.decide(request, flow, before, settings, now)) {
            case RegisterOutcome.Accepted accepted -> {
                bindings.put(aor, accepted.after());
                yield RegisterAnswer.ok(answers.stateless(request, 200), request, accepted, now);
            }
            case RegisterOutcome.Rejected(var status, var reason, var headers) ->
                    RegisterAnswer.rejected(answers.stateless(request, status, reason), headers);
        };
    }

    private boolean isRight(Aor aor, Request request) {
        try {
            return DigestCredentials.find(request.headers(), HeaderName.AUTHORIZATION, aor.domain())
                    .filter(credentials -> credentials.username().equals(aor.user()))
                    .map(credentials -> isRight(aor, credentials, Method.REGISTER))
                    .orElse(false);
        } catch (MalformedException _) {
            return false;
        }
    }

    /// What the location service answers.
    LocationReply locate(Aor aor, long now) {
        var targets = new ArrayList<Target>();
        boolean known = bindings.containsKey(aor);
        targets.addAll(bindings.getOrDefault(aor, Bindings.NONE).lookup(now));
        for (var binding : ladder.all("binding")) {
            var words = List.of(binding.split("\\s+", -1));
            if (!words.getFirst().equals(aor.user())) continue;
            known = true;
            if (words.size() > 1) targets.add(target(words));
        }
        if (!targets.isEmpty()) return new LocationReply.Found(targets);
        return known ? new LocationReply.Unregistered() : new LocationReply.Unknown();
    }

    /// `bob sip:bob@192.0.2.4 [q=0.5] [flow=bob] [way=phone;1]`, where the last is an instance and
    /// its reg-id.
    private Target target(List<String> words) {
        int q = 1000;
        Optional<Flow> flow = Optional.empty();
        var way = List.of("", "0");
        for (var word : words) {
            if (word.startsWith("q=")) q = (int) (1000 * Double.parseDouble(word.substring(2)));
            if (word.startsWith("way=")) way = List.of(word.substring(4).split(";", -1));
            if (word.startsWith("flow=")) flow = Optional.of(flowOfPeer.apply(word.substring(5)));
        }
        var uri = LadderSettings.uri(words.get(1));
        return new Target(uri, q, flow, List.of(), way.getFirst(), Integer.parseInt(way.getLast()));
    }
}
