package io.carillon.sip.codec;

import io.carillon.sip.message.MalformedException;
import io.carillon.sip.message.Method;
import io.carillon.sip.message.SipUri;
import io.carillon.sip.message.Uri;

/// What a request line or a status line says, or what is wrong with it.
///
/// RFC 3261 §7.1, §7.2, §25.1 Request-Line and Status-Line.
///
/// @param kind decides whether a fault can be answered
/// @param method the method of a request, also of a faulty one; null otherwise
/// @param uri the Request-URI; null in a response and with a fault
/// @param code the status code of a response; of a request the answer to its fault
/// @param text the reason phrase of a response; with a fault what is wrong
record StartLine(Kind kind, Method method, Uri uri, int code, String text) {
    enum Kind {
        REQUEST,
        RESPONSE,
        /// A request line with a method that can be answered, and a fault.
        BAD_REQUEST,
        /// A faulty status line, or no SIP at all: never answered.
        NOISE
    }

    private static final String VERSION = "SIP/2.0";

    static StartLine read(String line) {
        if (line.indexOf('\r') >= 0) return noise("line break in the start line");
        return line.regionMatches(true, 0, "SIP/", 0, 4) ? statusLine(line) : requestLine(line);
    }

    private static StartLine noise(String fault) {
        return new StartLine(Kind.NOISE, null, null, 0, fault);
    }

    private static StartLine statusLine(String line) {
        boolean blanks = line.length() == 11 || line.length() > 11 && line.charAt(11) == ' ';
        if (!line.regionMatches(true, 0, "SIP/2.0 ", 0, 8) || !blanks) {
            return noise("bad status line");
        }
        int code = 0;
        for (int i = 8; i < 11; i++) {
            int digit = line.charAt(i) - '0';
            if (digit < 0 || digit > 9) return noise("bad status code");
            code = code * 10 + digit;
        }
        if (code < 100 || code > 699) return noise("bad status code");
        var phrase = line.length() > 12 ? line.substring(12) : "";
        return new StartLine(Kind.RESPONSE, null, null, code, phrase);
    }

    private static StartLine requestLine(String line) {
        var first = line.indexOf(' ');
        var last = line.lastIndexOf(' ');
        if (first <= 0 || !Tokens.isToken(line, 0, first)) return noise("bad request line");
        if (!mentionsSip(line, first)) return noise("no SIP version in the request line");
        var method = Method.of(line.substring(0, first));
        if (last == first || last == line.length() - 1) {
            return bad(method, 400, "bad request line");
        }
        if (line.length() - last - 1 != VERSION.length()
                || !line.regionMatches(true, last + 1, VERSION, 0, VERSION.length())) {
            return bad(method, 505, "unknown protocol version");
        }
        try {
            var uri = Uri.parse(line.substring(first + 1, last));
            // §19.1.1 table 1: headers have no place in a Request-URI.
            if (uri instanceof SipUri sip && sip.headers().isPresent()) {
                return bad(method, 400, "headers in the Request-URI");
            }
            return new StartLine(Kind.REQUEST, method, uri, 0, "");
        } catch (MalformedException e) {
            return bad(method, 400, e.getMessage() + " in the Request-URI");
        }
    }

    private static StartLine bad(Method method, int status, String fault) {
        return new StartLine(Kind.BAD_REQUEST, method, null, status, fault);
    }

    private static boolean mentionsSip(String line, int from) {
        // From the last word on, where a good line has it: the first comparison succeeds.
        for (int i = line.lastIndexOf(' '); i >= from; i = line.lastIndexOf(' ', i - 1)) {
            if (line.regionMatches(true, i + 1, "SIP/", 0, 4)) return true;
        }
        return false;
    }
}
