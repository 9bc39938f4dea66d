package io.carillon.sip.location;

import io.carillon.sip.message.MalformedException;
import io.carillon.sip.message.Uri;

/// A registered contact as its user agent gave it, kept as text: some 300 octets, where the parsed
/// URI would take several times that for hours.
///
/// RFC 3261 §20.10, RFC 5626 §4.1.
///
/// @param uri as registered, its parameters and headers included
/// @param q preference in thousandths, 0 to 1000; 1000 when none was given
/// @param instance the value of `+sip.instance` with its quotes; empty for none
/// @param regId the flow's number within the instance, 1 to 2^31-1; 0 when the binding is none of
///     RFC 5626
/// @param parameters the other header parameters as written (`;methods="INVITE, BYE"`), without
///     `expires`
public record Contact(String uri, int q, String instance, int regId, String parameters) {
    /// Whether this names the same binding: by instance and reg-id where RFC 5626 applies, else by
    /// URI comparison.
    boolean sameBinding(Contact other) {
        if (regId != other.regId) return false;
        if (regId > 0) return instance.equals(other.instance);
        return uri.equals(other.uri) || sameUri(uri, other.uri);
    }

    private static boolean sameUri(String a, String b) {
        try {
            var parsed = Uri.parse(a);
            return parsed instanceof io.carillon.sip.message.SipUri sip
                    && Uri.parse(b) instanceof io.carillon.sip.message.SipUri other
                    && sip.equivalent(other);
        } catch (MalformedException _) {
            return false;
        }
    }

    /// The name of the binding inside its address-of-record, exact to the character.
    public String key() {
        return regId > 0 ? instance + ';' + regId : uri;
    }

    /// The value of a Contact header in a response, its remaining time in seconds.
    public String headerValue(long expiresSeconds) {
        var out = new StringBuilder(uri.length() + parameters.length() + 96);
        out.append('<').append(uri).append('>').append(parameters);
        if (!instance.isEmpty()) out.append(";+sip.instance=").append(instance);
        if (regId > 0) out.append(";reg-id=").append(regId);
        if (q < 1000) out.append(";q=").append(decimal(q));
        return out.append(";expires=").append(expiresSeconds).toString();
    }

    private static String decimal(int thousandths) {
        if (thousandths == 0) return "0";
        var digits = String.valueOf(1000 + thousandths).substring(1);
        int end = digits.length();
        while (digits.charAt(end - 1) == '0') end--;
        return "0." + digits.substring(0, end);
    }
}
