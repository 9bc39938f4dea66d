package io.carillon.chaos.ua;

import io.carillon.sip.message.Body;
import io.carillon.sip.message.Header;
import io.carillon.sip.message.HeaderName;
import io.carillon.sip.message.Headers;
import io.carillon.sip.message.MalformedException;
import io.carillon.sip.message.Method;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Uri;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/// Makes the requests of one telephone. RFC 3261 §8.1.1.
///
/// @param transport as a Via says it
/// @param address host and port of the telephone
record Requests(String transport, String address) {
    private static final Body SDP =
            body(
                    """
                    v=0
                    o=phone 1 1 IN IP4 127.0.0.1
                    s=-
                    c=IN IP4 127.0.0.1
                    t=0 0
                    m=audio 40000 RTP/AVP 0
                    """);

    /// What identifies a request beside its method and target.
    ///
    /// @param from the From value, its tag included
    /// @param to the To value
    record Ids(String from, String to, String callId, long cseq) {}

    static String random() {
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    }

    static Uri uri(String text) {
        try {
            return Uri.parse(text);
        } catch (MalformedException wrong) {
            throw new IllegalArgumentException(text, wrong);
        }
    }

    static Body body(String text) {
        var octets = text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
        return Body.of(octets, 0, octets.length);
    }

    /// A session description that promises some audio.
    static Body sdp() {
        return SDP;
    }

    Request of(Method method, Uri target, Ids ids, List<Header> more, Body body) {
        var lines = new ArrayList<Header>();
        lines.add(
                Header.of(
                        HeaderName.VIA,
                        "SIP/2.0/%s %s;branch=z9hG4bK%s;rport"
                                .formatted(transport, address, random())));
        lines.add(Header.of(HeaderName.MAX_FORWARDS, "70"));
        lines.add(Header.of(HeaderName.FROM, ids.from()));
        lines.add(Header.of(HeaderName.TO, ids.to()));
        lines.add(Header.of(HeaderName.CALL_ID, ids.callId()));
        lines.add(Header.of(HeaderName.CSEQ, ids.cseq() + " " + method));
        lines.addAll(more);
        if (body.length() > 0 && method.equals(Method.INVITE)) {
            lines.add(Header.of(HeaderName.CONTENT_TYPE, "application/sdp"));
        }
        lines.add(Header.of(HeaderName.CONTENT_LENGTH, Integer.toString(body.length())));
        return Request.of(method, target, Headers.of(lines), body);
    }

    String contact(String user) {
        var by =
                transport.equals("UDP")
                        ? ""
                        : ";transport=" + transport.toLowerCase(java.util.Locale.ROOT);
        return "<sip:%s@%s%s>".formatted(user, address, by);
    }
}
