package io.carillon.sip.proxy;

import io.carillon.sip.auth.ShortMac;
import io.carillon.sip.message.NameAddr;
import io.carillon.sip.message.Request;
import io.carillon.sip.transport.Flow;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/// The user part of our Record-Route URIs: proves that a request belongs to a dialog that we let
/// through, and names the flow to the client on that side where it can be reached by no other way.
///
/// It is bound to the Call-ID and to the caller's tag by a keyed hash, so nobody can make one, or
/// use one in another call; in-dialog requests thus need no state and no authentication. It proves
/// nothing in a request that would begin a dialog: who was let through once must not send anywhere.
/// RFC 5626 §5.2, RFC 3261 §16.6 step 4.
public final class DialogToken {
    private static final int MAC_OCTETS = 8;

    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private final ShortMac mac;

    /// `mac` is keyed with a secret that all nodes share.
    public DialogToken(ShortMac mac) {
        this.mac = mac;
    }

    /// What a token says, once it has proved to be ours.
    ///
    /// @param mark of the user agent at the end of the flow, see [#mark]; 0 where it is not known
    public record Content(Optional<Flow> flow, int mark) {
        static final Content EMPTY = new Content(Optional.empty(), 0);
    }

    /// What tokens remember of a user agent's instance: enough to find it again among the contacts
    /// of one user; 0 for none.
    static int mark(String instance) {
        return instance.hashCode();
    }

    /// The token for one side of the dialogs that a request may begin.
    ///
    /// @param instance of the user agent at the end of the flow; empty where it is not known
    public String make(Request request, Optional<Flow> flow, String instance) {
        var named = flow.map(way -> FlowOctets.of(way, mark(instance))).orElse(new byte[0]);
        var token = ByteBuffer.allocate(MAC_OCTETS + named.length);
        token.putLong(signature(request.callId(), tag(request.from()), named)).put(named);
        return ENCODER.encodeToString(token.array());
    }

    /// Reads a token; empty when it is not ours, or the request is not in a dialog it was made for.
    public Optional<Content> read(Request request, String text) {
        if (!request.isInDialog()) return Optional.empty();
        byte[] token;
        try {
            token = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
        if (token.length < MAC_OCTETS) return Optional.empty();
        var in = ByteBuffer.wrap(token);
        var given = in.getLong();
        var named = new byte[in.remaining()];
        in.get(named);
        if (!isOf(request, given, named)) return Optional.empty();
        if (named.length == 0) return Optional.of(Content.EMPTY);
        var content = FlowOctets.read(named);
        return Optional.of(
                content.map(read -> new Content(Optional.of(read.flow()), read.mark()))
                        .orElse(Content.EMPTY));
    }

    /// The caller is on either side of a request in its dialog.
    private boolean isOf(Request request, long given, byte[] named) {
        var callId = request.callId();
        return given == signature(callId, tag(request.from()), named)
                || given == signature(callId, tag(request.to()), named);
    }

    private static String tag(NameAddr side) {
        return side.tag().orElse("");
    }

    private long signature(String callId, String callerTag, byte[] named) {
        var text =
                ("dialog\0" + callId + "\0" + callerTag + "\0")
                        .getBytes(StandardCharsets.ISO_8859_1);
        var all = java.util.Arrays.copyOf(text, text.length + named.length);
        System.arraycopy(named, 0, all, text.length, named.length);
        return mac.mac64(all);
    }
}
