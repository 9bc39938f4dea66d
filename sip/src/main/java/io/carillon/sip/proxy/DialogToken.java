package io.carillon.sip.proxy;

import io.carillon.sip.auth.ShortMac;
import io.carillon.sip.message.NameAddr;
import io.carillon.sip.message.Request;
import io.carillon.sip.transport.Flow;
import io.carillon.sip.transport.Transport;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
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

    /// Marks a transport's code that is followed by the name of an edge.
    private static final int EDGE_NAMED = 0x80;

    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private final ShortMac mac;

    /// `mac` is keyed with a secret that all nodes share.
    public DialogToken(ShortMac mac) {
        this.mac = mac;
    }

    /// What a token says, once it has proved to be ours.
    public record Content(Optional<Flow> flow) {}

    /// The token for one side of the dialogs that a request may begin.
    public String make(Request request, Optional<Flow> flow) {
        var named = flow.map(DialogToken::octets).orElse(new byte[0]);
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
        return Optional.of(new Content(named.length == 0 ? Optional.empty() : flow(named)));
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

    /// transport, listener, connection, port, address (4 or 16 octets). With the name of an edge,
    /// the transport is marked, the address has its length in front, and the name follows.
    private static byte[] octets(Flow flow) {
        var address = flow.remote().getAddress().getAddress();
        var edge = flow.edge().getBytes(StandardCharsets.ISO_8859_1);
        int named = edge.length == 0 ? 0 : 1 + edge.length;
        var out = ByteBuffer.allocate(12 + address.length + named);
        out.put((byte) (flow.transport().code() | (named == 0 ? 0 : EDGE_NAMED)));
        out.put((byte) flow.listener()).putLong(flow.connection());
        out.putShort((short) flow.remotePort());
        if (named > 0) out.put((byte) address.length);
        return out.put(address).put(edge).array();
    }

    private static Optional<Flow> flow(byte[] named) {
        var in = ByteBuffer.wrap(named);
        int first = in.get();
        var transport = Transport.of(first & ~EDGE_NAMED & 0xff).orElseThrow();
        var listener = in.get() & 0xff;
        var connection = in.getLong();
        var port = in.getShort() & 0xffff;
        boolean edgeNamed = (first & EDGE_NAMED) != 0;
        var address = new byte[edgeNamed ? in.get() : in.remaining()];
        in.get(address);
        var edge = new byte[in.remaining()];
        in.get(edge);
        try {
            var remote = new InetSocketAddress(InetAddress.getByAddress(address), port);
            var name = new String(edge, StandardCharsets.ISO_8859_1);
            return Optional.of(new Flow(name, transport, listener, connection, remote));
        } catch (UnknownHostException _) {
            return Optional.empty(); // an address of 4 or 16 octets is what we put there
        }
    }
}
