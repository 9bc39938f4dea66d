package io.carillon.sip.codec;

import io.carillon.sip.message.Header;
import io.carillon.sip.message.HeaderName;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;
import io.carillon.sip.message.SipMessage;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A message to octets. Untouched lines are copied as they were received, in runs.
///
/// RFC 3261 §7; a message without a Content-Length gets one, as streams need it (§18.3).
public final class MessageWriter {
    private static final byte[] VERSION = "SIP/2.0".getBytes(StandardCharsets.ISO_8859_1);

    private MessageWriter() {}

    /// How many octets [#write] will put, at most.
    public static int bound(SipMessage message) {
        int size = message.body().length() + 40;
        var headers = message.headers();
        for (int i = 0; i < headers.size(); i++) size += headers.get(i).length();
        return size
                + switch (message) {
                    case Request r -> r.method().toString().length() + r.uri().toString().length();
                    case Response r -> r.reason().length();
                };
    }

    /// The octets of a message.
    public static byte[] bytes(SipMessage message) {
        var into = new byte[bound(message)];
        var length = write(message, into);
        return length == into.length ? into : Arrays.copyOf(into, length);
    }

    /// Writes to the start of `into`, which must have room for [#bound]; returns the length.
    public static int write(SipMessage message, byte[] into) {
        int at =
                switch (message) {
                    case Request request -> requestLine(request, into);
                    case Response response -> statusLine(response, into);
                };
        at = lineBreak(into, at);
        var headers = message.headers();
        boolean framed = false;
        for (int i = 0; i < headers.size(); ) {
            Header first = headers.get(i);
            Header last = first;
            framed |= first.name() == HeaderName.CONTENT_LENGTH;
            while (++i < headers.size() && headers.get(i).follows(last)) {
                last = headers.get(i);
                framed |= last.name() == HeaderName.CONTENT_LENGTH;
            }
            at = last.copyRunTo(first, into, at);
        }
        if (!framed) {
            at = put("Content-Length: " + message.body().length(), into, at);
            at = lineBreak(into, at);
        }
        at = lineBreak(into, at);
        return message.body().copyTo(into, at);
    }

    private static int requestLine(Request request, byte[] into) {
        int at = put(request.method().toString(), into, 0);
        into[at++] = ' ';
        at = put(request.uri().toString(), into, at);
        into[at++] = ' ';
        System.arraycopy(VERSION, 0, into, at, VERSION.length);
        return at + VERSION.length;
    }

    private static int statusLine(Response response, byte[] into) {
        System.arraycopy(VERSION, 0, into, 0, VERSION.length);
        int at = VERSION.length;
        into[at++] = ' ';
        into[at++] = (byte) ('0' + response.status() / 100);
        into[at++] = (byte) ('0' + response.status() / 10 % 10);
        into[at++] = (byte) ('0' + response.status() % 10);
        into[at++] = ' ';
        return put(response.reason(), into, at);
    }

    private static int lineBreak(byte[] into, int at) {
        into[at] = '\r';
        into[at + 1] = '\n';
        return at + 2;
    }

    @SuppressWarnings("deprecation") // the only copy from a Latin-1 String without an allocation
    private static int put(String text, byte[] into, int at) {
        text.getBytes(0, text.length(), into, at);
        return at + text.length();
    }
}
