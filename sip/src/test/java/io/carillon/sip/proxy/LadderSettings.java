package io.carillon.sip.proxy;

import io.carillon.sip.ladder.Ladder;
import io.carillon.sip.message.MalformedException;
import io.carillon.sip.message.SipUri;
import io.carillon.sip.message.Uri;
import io.carillon.sip.transport.Destination;
import io.carillon.sip.transport.Edges;
import io.carillon.sip.transport.Listener;
import io.carillon.sip.transport.Transport;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The settings of a ladder as the proxy's: see [ProxyUnderTest].
final class LadderSettings {
    private LadderSettings() {}

    static ProxySettings of(Ladder ladder) {
        var listeners = new ArrayList<Listener>();
        for (var setting : ladder.all("listener")) listeners.add(listener(setting));
        var routes = new ArrayList<ProxySettings.RouteRule>();
        for (var setting : ladder.all("route")) {
            var words = setting.split("\\s+", 2);
            boolean prefix = words[0].startsWith("+");
            var name = Optional.of(words[0]);
            routes.add(
                    new ProxySettings.RouteRule(
                            prefix ? Optional.empty() : name,
                            prefix ? name : Optional.empty(),
                            uri(words[1])));
        }
        var edges = Edges.alone(listeners);
        return new ProxySettings(
                ladder.all("domain"),
                () -> edges,
                ladder.setting("record-route").map("on"::equals).orElse(true),
                !ladder.all("account").isEmpty(),
                ladder.setting("relay")
                        .map(word -> ProxySettings.Relay.valueOf(word))
                        .orElse(ProxySettings.Relay.AUTHENTICATED),
                routes,
                ProxySettings.Timers.DEFAULT,
                180_000,
                ladder.setting("copies").isPresent());
    }

    private static Listener listener(String setting) {
        var words = setting.split("\\s+", 2);
        var bound = ScriptedPeer.socket(words[1]);
        var transport = Transport.of(words[0]).orElseThrow();
        var host = bound.getAddress().getHostAddress();
        return new Listener(transport, 0, bound, host, bound.getPort());
    }

    /// What a `host` setting says.
    static List<Destination> resolve(Ladder ladder, String host) {
        var found = new ArrayList<Destination>();
        for (var setting : ladder.all("host")) {
            var words = setting.split("\\s+", -1);
            if (!words[0].equals(host)) continue;
            for (int i = 1; i < words.length; i += 2) {
                var transport = Transport.of(words[i]).orElseThrow();
                found.add(new Destination(transport, ScriptedPeer.socket(words[i + 1])));
            }
        }
        return found;
    }

    /// The second word of the setting `name` whose first is `first`.
    static Optional<String> second(Ladder ladder, String name, String first) {
        return ladder.all(name).stream()
                .filter(setting -> setting.startsWith(first + " "))
                .map(setting -> setting.substring(first.length()).strip())
                .findFirst();
    }

    static SipUri uri(String text) {
        try {
            return (SipUri) Uri.parse(text);
        } catch (MalformedException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
