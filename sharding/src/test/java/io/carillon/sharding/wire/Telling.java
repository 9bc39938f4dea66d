package io.carillon.sharding.wire;

import io.carillon.sip.codec.Limits;
import io.carillon.sip.codec.MessageParser;
import io.carillon.sip.message.SipMessage;
import io.carillon.sip.proxy.CallState;
import io.carillon.sip.proxy.ProxyEffect;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// Values as text by which two of them can be compared: SIP messages have no equality of their own,
/// and tell everything but their body in their text.
final class Telling {
    private Telling() {}

    static String of(Object value) {
        return switch (value) {
            case CallState state ->
                    String.join(
                            "\n",
                            lines(state.contexts()),
                            lines(state.dialogs()),
                            lines(state.deadlines().running()));
            case ProxyEffect.Keep(var copy) -> "Keep\n" + of(copy);
            case List<?> list -> lines(list);
            default -> value.toString();
        };
    }

    private static String lines(Iterable<?> values) {
        var out = new StringBuilder();
        for (var value : values) out.append(of(value)).append('\n');
        return out.toString();
    }

    static SipMessage message(String... lines) {
        var octets = String.join("\r\n", lines).getBytes(StandardCharsets.ISO_8859_1);
        var outcome = new MessageParser(Limits.DEFAULT).parse(octets);
        if (outcome instanceof SipMessage message) return message;
        throw new IllegalArgumentException(outcome.toString());
    }
}
