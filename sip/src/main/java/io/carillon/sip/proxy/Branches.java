package io.carillon.sip.proxy;

import io.carillon.sip.auth.ShortMac;
import io.carillon.sip.message.HeaderName;
import io.carillon.sip.message.MalformedException;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;
import io.carillon.sip.message.Via;
import io.carillon.sip.transport.Flow;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/// Derives the branch of a forwarded request from what it forwards, so that a new owner of the call
/// forwards the same request with the same branch; and verifies it in a response without any state.
///
/// A branch is the magic cookie and three keyed hashes in hex: 8 digits over what routed the
/// incoming request (loop detection, RFC 5393 §4.2), 8 over the target, 16 over both and the
/// upstream transaction with the address that it came from, where a response to it may be sent. RFC
/// 3261 §8.1.1.7, §16.6 step 8, §16.11.
public final class Branches {
    private static final int LENGTH = Via.MAGIC_COOKIE.length() + 32;
    private static final HexFormat HEX = HexFormat.of();

    /// The name of the Via parameter of [#upstream].
    static final String UPSTREAM = "flow";

    private static final int MAC_OCTETS = 8;
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private final ShortMac mac;

    /// `mac` is keyed with a secret that all nodes share.
    public Branches(ShortMac mac) {
        this.mac = mac;
    }

    /// The branch for forwarding `request`, as it was received, to a target.
    ///
    /// @param attempt tells the tries at one target from another (RFC 3263 §4.3 wants a new
    ///     transaction for each)
    public String derive(Request request, String target, int attempt) {
        var loop = loopHash(request);
        var place = (int) mac.mac64(octets("target", target, Integer.toString(attempt)));
        var upstream = request.topVia();
        var signed = signature(loop, place, request.callId(), request.cseq().number(), upstream);
        return Via.MAGIC_COOKIE
                + HEX.toHexDigits(loop)
                + HEX.toHexDigits(place)
                + HEX.toHexDigits(signed);
    }

    /// Whether a response carries a branch that we derived for the Via below ours: if so, it
    /// answers a request that this cluster forwarded, whoever remembers it.
    public boolean verify(Response response) {
        var branch = response.topVia().branch().orElse("");
        if (branch.length() != LENGTH || !response.topVia().hasUniqueBranch()) return false;
        var vias = response.headers().values(HeaderName.VIA);
        if (vias.size() < 2) return false;
        try {
            int at = Via.MAGIC_COOKIE.length();
            var loop = HexFormat.fromHexDigits(branch, at, at + 8);
            var place = HexFormat.fromHexDigits(branch, at + 8, at + 16);
            var given = HexFormat.fromHexDigitsToLong(branch, at + 16, at + 32);
            var upstream = Via.parseFirst(vias.get(1));
            return given
                    == signature(
                            loop, place, response.callId(), response.cseq().number(), upstream);
        } catch (MalformedException | IllegalArgumentException _) {
            return false;
        }
    }

    /// The Via parameter that says by which flow a request came that is forwarded with this branch:
    /// any node can send the response on by it, also over a connection. It is no part of the
    /// branch, for a caller who repeats his request by another edge means the same transaction.
    String upstream(String branch, Flow flow) {
        var octets = FlowOctets.of(flow, 0);
        var signed = ByteBuffer.allocate(MAC_OCTETS + octets.length);
        return ENCODER.encodeToString(
                signed.putLong(signature(branch, octets)).put(octets).array());
    }

    /// The flow that the top Via of a response names, if it does and is ours.
    Optional<Flow> upstream(Response response) {
        var via = response.topVia();
        var text = via.parameters().get(UPSTREAM);
        if (text.isEmpty()) return Optional.empty();
        try {
            var signed = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text.get()));
            if (signed.remaining() < MAC_OCTETS) return Optional.empty();
            long given = signed.getLong();
            var octets = new byte[signed.remaining()];
            signed.get(octets);
            if (given != signature(via.branch().orElse(""), octets)) return Optional.empty();
            return FlowOctets.read(octets).map(FlowOctets.Read::flow);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private long signature(String branch, byte[] octets) {
        var text = ("upstream\0" + branch + "\0").getBytes(StandardCharsets.ISO_8859_1);
        var all = Arrays.copyOf(text, text.length + octets.length);
        System.arraycopy(octets, 0, all, text.length, octets.length);
        return mac.mac64(all);
    }

    /// Whether the request has come by here before with the same routing information (RFC 5393
    /// §4.2): a Via of one of our listeners holds the loop hash that we would make now.
    public boolean isLoop(Request request, ProxySettings settings) {
        var vias = request.headers().values(HeaderName.VIA);
        if (vias.size() < 2) return false;
        var loop = HEX.toHexDigits(loopHash(request));
        for (int i = 1; i < vias.size(); i++) {
            if (isOurs(vias.get(i), loop, settings)) return true;
        }
        return false;
    }

    private static boolean isOurs(String value, String loop, ProxySettings settings) {
        try {
            var via = Via.parseFirst(value);
            var branch = via.branch().orElse("");
            return branch.length() == LENGTH
                    && branch.startsWith(loop, Via.MAGIC_COOKIE.length())
                    && settings.isOurListener(via.host(), via.port());
        } catch (MalformedException _) {
            return false;
        }
    }

    /// A hash, never 0, of what a request keeps when its sender repeats it by another edge (RFC
    /// 3263 §4.3): what names it, who sends it from which host, and the Vias below its own. The
    /// credentials are among it, so that nobody joins a request in whose name he could not send it.
    public long likeness(Request request) {
        var vias = request.headers().values(HeaderName.VIA);
        var parts = new ArrayList<String>(10);
        parts.add("likeness");
        parts.add(request.uri().toString());
        parts.add(request.callId());
        parts.add(Long.toString(request.cseq().number()));
        parts.add(request.method().toString());
        parts.add(request.from().tag().orElse(""));
        parts.add(request.to().tag().orElse(""));
        parts.add(request.topVia().host());
        if (vias.size() > 1) parts.addAll(vias.subList(1, vias.size()));
        parts.addAll(request.headers().values(HeaderName.PROXY_AUTHORIZATION));
        long hash = mac.mac64(octets(parts.toArray(String[]::new)));
        return hash == 0 ? 1 : hash;
    }

    private int loopHash(Request request) {
        var route = request.headers().value(HeaderName.ROUTE).orElse("");
        return (int)
                mac.mac64(
                        octets(
                                "loop",
                                request.uri().toString(),
                                route,
                                request.callId(),
                                request.from().tag().orElse("")));
    }

    private long signature(int loop, int place, String callId, long cseq, Via upstream) {
        return mac.mac64(
                octets(
                        "branch",
                        Integer.toHexString(loop),
                        Integer.toHexString(place),
                        callId,
                        Long.toString(cseq),
                        upstream.branch().orElse(""),
                        upstream.sentBy(),
                        upstream.parameters().get("received").orElse(""),
                        upstream.parameters().get("rport").orElse("")));
    }

    private static byte[] octets(String... parts) {
        return String.join("\0", parts).getBytes(StandardCharsets.ISO_8859_1);
    }
}
