package io.carillon.persistence;

import io.carillon.sip.location.Aor;

import org.apache.pekko.persistence.typed.PersistenceId;

import java.util.Optional;

/// Spells persistence ids: no other place does.
///
/// `aor|alice@example.com`. A user part may hold any octet once its escapes are undone; control
/// characters and `%` are written as `%` and two hex digits, so that an id is printable and free of
/// NUL, which the embedded store needs.
public final class PersistenceIds {

    /// What the ids of addresses-of-record start with: the prefix for [EntityDirectory#page].
    public static final String AOR_PREFIX = "aor|";

    private PersistenceIds() {}

    /// The id of an address-of-record's entity.
    public static PersistenceId of(Aor aor) {
        return PersistenceId.ofUniqueId(AOR_PREFIX + escape(aor.toString()));
    }

    /// The address-of-record of an id; empty when it is the id of something else.
    public static Optional<Aor> aor(String persistenceId) {
        return persistenceId.startsWith(AOR_PREFIX)
                ? Aor.parse(unescape(persistenceId.substring(AOR_PREFIX.length())))
                : Optional.empty();
    }

    private static String escape(String text) {
        if (text.chars().noneMatch(PersistenceIds::isEscaped)) {
            return text;
        }
        var out = new StringBuilder(text.length() + 8);
        text.chars()
                .forEach(
                        c -> {
                            if (isEscaped(c)) {
                                out.append('%')
                                        .append(Character.forDigit(c >> 4, 16))
                                        .append(Character.forDigit(c & 15, 16));
                            } else {
                                out.append((char) c);
                            }
                        });
        return out.toString();
    }

    private static boolean isEscaped(int c) {
        return c < ' ' || c == '%' || c == 0x7f;
    }

    private static String unescape(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        var out = new StringBuilder(text.length());
        for (var i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '%' && i + 2 < text.length()) {
                out.append((char) Integer.parseInt(text.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                out.append(text.charAt(i));
            }
        }
        return out.toString();
    }
}
