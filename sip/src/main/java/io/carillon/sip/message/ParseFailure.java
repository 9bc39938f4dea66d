package io.carillon.sip.message;

import java.util.ArrayList;
import java.util.Optional;

/// Octets that are no acceptable SIP message: the verdict, the reason, and what could be read.
///
/// A malformed request is answered where its Via can be read; a malformed response is dropped
/// (RFC 3261 §8.2, §18.3; RFC 4475).
///
/// @param status what a request is to be answered: 400, 413, 505, 513; 0 for octets that must be
///     dropped (responses, and what is no SIP at all)
/// @param reason names the header and the fault; becomes the reason phrase
/// @param headers the lines that could be cut
/// @param method the request's method, empty when unreadable
public record ParseFailure(int status, String reason, Headers headers, String method)
        implements ParseOutcome {

    /// The answer to a malformed request; empty when it must not or cannot be answered: no readable
    /// Via, an ACK, or no request at all.
    public Optional<Response> answer() {
        if (status == 0 || method.equals("ACK") || readableVia().isEmpty()) return Optional.empty();
        var lines = new ArrayList<Header>(8);
        for (int i = 0; i < headers.size(); i++) {
            var line = headers.get(i);
            var name = line.name();
            if (name == HeaderName.VIA || isFirstOf(name, i)) lines.add(line);
        }
        lines.add(Header.of(HeaderName.CONTENT_LENGTH, "0"));
        var phrase = StatusCodes.reasonOf(status) + (status == 400 ? " - " + reason : "");
        return Optional.of(Response.of(status, phrase, Headers.of(lines), Body.NONE));
    }

    private boolean isFirstOf(HeaderName name, int at) {
        if (name != HeaderName.FROM
                && name != HeaderName.TO
                && name != HeaderName.CALL_ID
                && name != HeaderName.CSEQ) {
            return false;
        }
        for (int i = 0; i < at; i++) {
            if (headers.get(i).name() == name) return false;
        }
        return true;
    }

    /// The topmost Via, as far as it can be read: without its parameters when they are at fault.
    public Optional<Via> readableVia() {
        var text = headers.valueOrNull(HeaderName.VIA);
        if (text == null) return Optional.empty();
        return Via.readable(text);
    }
}
