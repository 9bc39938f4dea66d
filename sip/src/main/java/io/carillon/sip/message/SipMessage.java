package io.carillon.sip.message;

import java.util.List;
import java.util.Optional;

/// A request or a response: start line, header lines in order, body. Immutable; a changed copy
/// shares all that did not change, down to the received octets. RFC 3261 §7.
///
/// Typed views are parsed when first asked for and kept. Those named here without Optional were
/// verified by the parser (or made by us) and are always there.
public abstract sealed class SipMessage implements ParseOutcome permits Request, Response {
    private final Headers headers;
    private final Body body;

    // Benign races: each is a pure function of the headers.
    private Via topVia;
    private CSeq cseq;
    private NameAddr from;
    private NameAddr to;
    private String callId;

    SipMessage(Headers headers, Body body) {
        this.headers = headers;
        this.body = body;
    }

    public final Headers headers() {
        return headers;
    }

    public final Body body() {
        return body;
    }

    /// The topmost Via value.
    public final Via topVia() {
        if (topVia != null) return topVia;
        try {
            topVia = Via.parseFirst(value(HeaderName.VIA));
            return topVia;
        } catch (MalformedException e) {
            throw unverified(e);
        }
    }

    public final CSeq cseq() {
        if (cseq != null) return cseq;
        try {
            cseq = CSeq.parse(value(HeaderName.CSEQ));
            return cseq;
        } catch (MalformedException e) {
            throw unverified(e);
        }
    }

    public final NameAddr from() {
        if (from == null) from = address(HeaderName.FROM);
        return from;
    }

    public final NameAddr to() {
        if (to == null) to = address(HeaderName.TO);
        return to;
    }

    public final String callId() {
        if (callId == null) callId = value(HeaderName.CALL_ID);
        return callId;
    }

    /// The method of a request, or of the request that a response answers.
    public final Method method() {
        return cseq().method();
    }

    private String value(HeaderName name) {
        var value = headers.valueOrNull(name);
        if (value == null) throw new IllegalStateException("message without " + name);
        return value;
    }

    private NameAddr address(HeaderName name) {
        try {
            return NameAddr.parse(value(name), name.toString());
        } catch (MalformedException e) {
            throw unverified(e);
        }
    }

    /// The parser has looked at these headers before, so only a message of our own can be wrong.
    private static IllegalStateException unverified(MalformedException e) {
        return new IllegalStateException(e.getMessage());
    }

    /// All addresses of a list header such as Contact or Route.
    public final List<NameAddr> addresses(HeaderName name) throws MalformedException {
        if (!headers.has(name)) return List.of();
        var all = new java.util.ArrayList<NameAddr>(2);
        for (var line : headers.all(name)) {
            all.addAll(NameAddr.parseList(line.value(), name.toString()));
        }
        return all;
    }

    /// The first address of a list header, the only one that routing looks at.
    public final Optional<NameAddr> firstAddress(HeaderName name) throws MalformedException {
        var line = headers.lineOrNull(name);
        if (line == null) return Optional.empty();
        return Optional.of(NameAddr.parse(line.firstValue(), name.toString()));
    }

    /// What the parser verified, and hands over so that nothing is parsed twice.
    public record Views(Via topVia, CSeq cseq, NameAddr from, NameAddr to, String callId) {}

    final void keep(Views views) {
        this.topVia = views.topVia;
        this.cseq = views.cseq;
        this.from = views.from;
        this.to = views.to;
        this.callId = views.callId;
    }

    /// Lets a changed copy keep the views of lines that it did not touch.
    final void keepDialogViewsOf(SipMessage original) {
        this.cseq = original.cseq;
        this.from = original.from;
        this.to = original.to;
        this.callId = original.callId;
    }

    /// The start line without its line break.
    public abstract String startLine();

    /// The whole message as text, for logs and ladders; the body as its length only.
    @Override
    public final String toString() {
        return startLine() + "\n" + headers + "[" + body.length() + " octets]";
    }
}
