package io.carillon.sip.message;

import java.util.Locale;

/// A URI of a scheme that is neither sip nor sips (tel, http, urn, ...), kept as written.
public record OtherUri(String scheme, String text) implements Uri {
    static OtherUri of(String scheme, String text) throws MalformedException {
        for (int i = 0; i < scheme.length(); i++) {
            var c = scheme.charAt(i);
            if (!Cursor.isAlphanumeric(c) && c != '+' && c != '-' && c != '.') {
                throw new MalformedException("bad URI scheme");
            }
        }
        for (int i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            if (c <= ' ' || c == '<' || c == '>' || c == '"' || c == 127) {
                throw new MalformedException("illegal character in URI");
            }
        }
        return new OtherUri(scheme.toLowerCase(Locale.ROOT), text);
    }

    @Override
    public String toString() {
        return text;
    }
}
