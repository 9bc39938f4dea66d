package io.carillon.sip.message;

import java.util.Locale;

/// A URI of a scheme that is neither sip nor sips (tel, http, urn, ...), kept as written.
public record OtherUri(String scheme, String text) implements Uri {
    public OtherUri {
        text = Escapes.escapeIllegal(text);
    }

    static OtherUri of(String scheme, String text) throws MalformedException {
        if (text.length() == scheme.length() + 1) throw new MalformedException("empty URI");
        for (int i = 0; i < scheme.length(); i++) {
            var c = scheme.charAt(i);
            boolean isLetter = Cursor.isAlphanumeric(c) && c > '9';
            if (!isLetter && (i == 0 || !isSchemeCharacter(c))) {
                throw new MalformedException("bad URI scheme");
            }
        }
        if (Escapes.hasIllegal(text, 0)) throw new MalformedException("illegal character in URI");
        return new OtherUri(scheme.toLowerCase(Locale.ROOT), text);
    }

    private static boolean isSchemeCharacter(char c) {
        return c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.';
    }

    @Override
    public String toString() {
        return text;
    }
}
