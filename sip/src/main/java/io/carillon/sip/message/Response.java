package io.carillon.sip.message;

/// A SIP response. RFC 3261 §7.2.
public final class Response extends SipMessage {
    private final int status;
    private final String reason;

    private Response(int status, String reason, Headers headers, Body body) {
        super(headers, body);
        this.status = status;
        this.reason = LineText.of(reason);
    }

    /// A response of these parts; the mandatory headers are the caller's duty.
    public static Response of(int status, String reason, Headers headers, Body body) {
        return new Response(status, reason, headers, body);
    }

    /// As [#of], with the views of the headers that were verified while parsing.
    public static Response parsed(
            int status, String reason, Headers headers, Body body, Views views) {
        var parsed = new Response(status, reason, headers, body);
        parsed.keep(views);
        return parsed;
    }

    /// The response to a request by the rules of §8.2.6: Via, From, To, Call-ID and CSeq copied, no
    /// body. A To without a tag gets `toTag`, except in a 100 (§8.2.6.2).
    public static Response to(Request request, int status, String toTag) {
        return to(request, status, StatusCodes.reasonOf(status), toTag);
    }

    /// As [#to(Request, int, String)], with a reason phrase of its own.
    public static Response to(Request request, int status, String reason, String toTag) {
        var lines = request.responseLines();
        if (status == 100 || request.isInDialog()) {
            lines.addAll(request.headers().all(HeaderName.TO));
        } else {
            lines.add(Header.of(HeaderName.TO, request.toValue() + ";tag=" + toTag));
        }
        if (status == 100) lines.addAll(request.headers().all(HeaderName.TIMESTAMP));
        lines.add(Header.of(HeaderName.CONTENT_LENGTH, "0"));
        return new Response(status, reason, Headers.of(lines), Body.NONE);
    }

    /// The status code, 100 to 699.
    public int status() {
        return status;
    }

    public String reason() {
        return reason;
    }

    public boolean isProvisional() {
        return status < 200;
    }

    public boolean isFinal() {
        return status >= 200;
    }

    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /// A copy with other headers; From, To, Call-ID and CSeq must be the same as here.
    public Response withHeaders(Headers changed) {
        var copy = new Response(status, reason, changed, body());
        copy.keepDialogViewsOf(this);
        return copy;
    }

    /// A copy with a line appended.
    public Response with(HeaderName name, String value) {
        return withHeaders(headers().edit().append(Header.of(name, value)).build());
    }

    /// A copy that goes back by the way of a request: with its Vias in the place of those here.
    public Response withViasOf(Request request) {
        var edit = headers().edit().remove(HeaderName.VIA);
        for (var via : request.headers().all(HeaderName.VIA).reversed()) edit.prepend(via);
        return withHeaders(edit.build());
    }

    @Override
    public String startLine() {
        return "SIP/2.0 " + status + " " + reason;
    }
}
