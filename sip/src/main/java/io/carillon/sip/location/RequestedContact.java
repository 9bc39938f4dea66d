package io.carillon.sip.location;

import io.carillon.sip.message.HeaderName;
import io.carillon.sip.message.MalformedException;
import io.carillon.sip.message.NameAddr;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Uri;

import java.util.ArrayList;
import java.util.List;

/// One Contact value of a REGISTER: what is to be bound or ended.
///
/// RFC 3261 §10.2.1, §20.10.
///
/// @param parsed the URI of `contact`, for this request's decisions
/// @param expiresSeconds asked for, 0 to end the binding; already limited to the maximum
record RequestedContact(Contact contact, Uri parsed, long expiresSeconds) {
    /// URI and parameters of a contact are kept for hours, so they may not be of any length.
    private static final int MAX_LENGTH = 1024;

    private static final long MAX_REG_ID = (1L << 31) - 1;

    /// What a malformed `expires` parameter counts as (§20.10).
    private static final long MALFORMED_EXPIRES = 3600;

    /// All values, in order. Whether `reg-id` is heeded is `outbound`'s to say.
    static List<RequestedContact> all(Request request, boolean outbound, RegistrarSettings settings)
            throws MalformedException {
        long general = general(request, settings);
        var values = request.addresses(HeaderName.CONTACT);
        var all = new ArrayList<RequestedContact>(values.size());
        for (var value : values) all.add(of(value, outbound, general, settings));
        return all;
    }

    /// Whether the only Contact is the `*` that ends all bindings.
    static boolean isStar(Request request) {
        for (var value : request.headers().values(HeaderName.CONTACT)) {
            if (value.equals("*")) return true;
        }
        return false;
    }

    /// Whether a request with `*` is as it must be: no other Contact, and Expires 0 (step 6).
    static boolean isProperStar(Request request) throws MalformedException {
        return request.headers().values(HeaderName.CONTACT).size() == 1
                && request.headers().has(HeaderName.EXPIRES)
                && expiresHeader(request) == 0;
    }

    private static long general(Request request, RegistrarSettings settings)
            throws MalformedException {
        return request.headers().has(HeaderName.EXPIRES)
                ? expiresHeader(request)
                : settings.defaultExpiresSeconds();
    }

    private static long expiresHeader(Request request) throws MalformedException {
        long value = seconds(request.headers().value(HeaderName.EXPIRES).orElse(""));
        if (value < 0) throw new MalformedException("bad Expires");
        return value;
    }

    private static RequestedContact of(
            NameAddr value, boolean outbound, long general, RegistrarSettings settings)
            throws MalformedException {
        var given = value.parameters();
        long expires = general;
        if (given.has("expires")) {
            expires = seconds(given.get("expires").orElse(""));
            if (expires < 0) expires = MALFORMED_EXPIRES;
        }
        var instance = given.get("+sip.instance").orElse("");
        int regId = given.has("reg-id") ? regId(given.get("reg-id").orElse("")) : 0;
        var others =
                given.without("expires").without("q").without("+sip.instance").without("reg-id");
        var contact =
                new Contact(
                        value.uri().toString(),
                        given.has("q") ? q(given.get("q").orElse("")) : 1000,
                        instance,
                        outbound && !instance.isEmpty() ? regId : 0,
                        others.size() == 0 ? "" : others.toString());
        if (contact.uri().length() + instance.length() + contact.parameters().length()
                > MAX_LENGTH) {
            throw new MalformedException("Contact is too long");
        }
        return new RequestedContact(
                contact, value.uri(), Math.min(expires, settings.maxExpiresSeconds()));
    }

    /// delta-seconds; more than 2^32-1 counts as that (§20.19). -1 when it is no number.
    private static long seconds(String text) {
        if (text.isEmpty()) return -1;
        long value = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) return -1;
            value = Math.min(value * 10 + digit, 0xffffffffL);
        }
        return value;
    }

    private static int regId(String text) throws MalformedException {
        long value = seconds(text);
        if (value < 1 || value > MAX_REG_ID) throw new MalformedException("bad reg-id in Contact");
        return (int) value;
    }

    /// qvalue in thousandths; digits after the third are ignored.
    private static int q(String text) throws MalformedException {
        boolean shaped = !text.isEmpty() && (text.charAt(0) == '0' || text.charAt(0) == '1');
        if (!shaped || text.length() > 1 && text.charAt(1) != '.') {
            throw new MalformedException("bad q in Contact");
        }
        int thousandths = (text.charAt(0) - '0') * 1000;
        int weight = 100;
        for (int i = 2; i < text.length(); i++, weight /= 10) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) throw new MalformedException("bad q in Contact");
            thousandths += digit * weight;
        }
        if (thousandths > 1000) throw new MalformedException("bad q in Contact");
        return thousandths;
    }
}
