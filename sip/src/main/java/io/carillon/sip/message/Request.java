package io.carillon.sip.message;

import java.util.List;

/// A SIP request. RFC 3261 §7.1.
public final class Request extends SipMessage {
    private final Method method;
    private final Uri uri;

    private Request(Method method, Uri uri, Headers headers, Body body) {
        super(headers, body);
        this.method = method;
        this.uri = uri;
    }

    /// A request of these parts; the mandatory headers are the caller's duty (§8.1.1).
    public static Request of(Method method, Uri uri, Headers headers, Body body) {
        return new Request(method, uri, headers, body);
    }

    /// As [#of], with the views of the headers that were verified while parsing.
    public static Request parsed(Method method, Uri uri, Headers headers, Body body, Views views) {
        var parsed = new Request(method, uri, headers, body);
        parsed.keep(views);
        return parsed;
    }

    /// The Request-URI.
    public Uri uri() {
        return uri;
    }

    /// A copy with another Request-URI and other routing headers (Via, Route, Record-Route,
    /// Max-Forwards, Path); From, To, Call-ID and CSeq must be the same as here.
    public Request rerouted(Uri changedUri, Headers changed) {
        var copy = new Request(method, changedUri, changed, body());
        copy.keepDialogViewsOf(this);
        return copy;
    }

    /// The Max-Forwards value, 0 to 255; -1 when there is none (§20.22).
    public int maxForwards() {
        var text = headers().valueOrNull(HeaderName.MAX_FORWARDS);
        return text == null ? -1 : Integer.parseInt(text);
    }

    /// Whether this is sent inside a dialog, as its To tag says (§12.2).
    public boolean isInDialog() {
        return to().tag().isPresent();
    }

    /// The CANCEL of this request: same Request-URI, top Via, Route, From, To, Call-ID and CSeq
    /// number (§9.1).
    public Request cancel() {
        return companion(Method.CANCEL, to());
    }

    /// The ACK of a non-2xx final response to this INVITE (§17.1.1.3).
    public Request ackOf(Response response) {
        return companion(Method.ACK, response.to());
    }

    private Request companion(Method other, NameAddr to) {
        var lines = new java.util.ArrayList<Header>(10);
        lines.add(Header.of(HeaderName.VIA, topVia().toString()));
        lines.addAll(headers().all(HeaderName.ROUTE));
        lines.add(Header.of(HeaderName.MAX_FORWARDS, "70"));
        lines.addAll(headers().all(HeaderName.FROM));
        lines.add(Header.of(HeaderName.TO, to.toString()));
        lines.addAll(headers().all(HeaderName.CALL_ID));
        lines.add(Header.of(HeaderName.CSEQ, cseq().number() + " " + other));
        lines.add(Header.of(HeaderName.CONTENT_LENGTH, "0"));
        return new Request(other, uri, Headers.of(lines), Body.NONE);
    }

    @Override
    public String startLine() {
        return method + " " + uri + " SIP/2.0";
    }

    /// The To as its sender wrote it.
    String toValue() {
        return headers().valueOrNull(HeaderName.TO);
    }

    /// The header lines every response copies (§8.2.6.2), in their order.
    List<Header> responseLines() {
        var lines = new java.util.ArrayList<Header>(8);
        for (int i = 0; i < headers().size(); i++) {
            var name = headers().get(i).name();
            if (name == HeaderName.VIA
                    || name == HeaderName.FROM
                    || name == HeaderName.CALL_ID
                    || name == HeaderName.CSEQ) {
                lines.add(headers().get(i));
            }
        }
        return lines;
    }
}
