package io.carillon.node.link;

import io.carillon.sip.auth.ShortMac;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// How two nodes show each other that they know the cluster's secret before a link is used.
///
/// The accepting node sends a challenge; the other answers with its name, a challenge of its own
/// and a MAC over all of it; the accepting one ends with a MAC over the same for its side. What
/// was recorded once answers no second challenge. Encryption is TLS's matter.
public final class Handshake {
    static final int CHALLENGE_OCTETS = 16;
    private static final int MAC_OCTETS = 16;
    private static final int VERSION = 1;

    /// The longest frame before a peer is known.
    static final int LONGEST = 512;

    private final ShortMac mac;

    /// `mac` is keyed with a secret that all nodes share.
    public Handshake(ShortMac mac) {
        this.mac = mac;
    }

    /// What an opening node has proved.
    ///
    /// @param name of the node, `host:port` of its cluster address
    record Opening(String name, byte[] challenge) {}

    /// Answers a challenge.
    ///
    /// @param from the opening node's name
    /// @param to the name of the node it means to reach
    ByteBuf answer(byte[] theirs, byte[] ours, String from, String to, ByteBufAllocator allocator) {
        var name = from.getBytes(StandardCharsets.UTF_8);
        var out = allocator.directBuffer(64 + name.length);
        out.writeByte(VERSION).writeBytes(ours).writeByte(name.length).writeBytes(name);
        return out.writeBytes(proof("opens", theirs, ours, from, to));
    }

    /// Checks the answer to a challenge; empty when it proves nothing.
    Optional<Opening> opening(byte[] ours, String self, ByteBuf in) {
        try {
            if (in.readByte() != VERSION) return Optional.empty();
            var theirs = new byte[CHALLENGE_OCTETS];
            in.readBytes(theirs);
            int length = in.readUnsignedByte();
            var name = in.readCharSequence(length, StandardCharsets.UTF_8).toString();
            boolean right = isEqual(in, proof("opens", ours, theirs, name, self));
            return right ? Optional.of(new Opening(name, theirs)) : Optional.empty();
        } catch (IndexOutOfBoundsException _) {
            return Optional.empty();
        }
    }

    /// The accepting node's own proof.
    byte[] acceptance(byte[] ours, Opening opening, String self) {
        return proof("accepts", ours, opening.challenge(), opening.name(), self);
    }

    /// Whether the accepting node has proved that it is one of ours, and the one that was meant.
    boolean isAccepted(byte[] theirs, byte[] ours, String from, String to, ByteBuf in) {
        return in.readableBytes() == MAC_OCTETS
                && isEqual(in, proof("accepts", theirs, ours, from, to));
    }

    private static boolean isEqual(ByteBuf in, byte[] proof) {
        var given = new byte[MAC_OCTETS];
        in.readBytes(given);
        return java.security.MessageDigest.isEqual(given, proof);
    }

    private byte[] proof(String side, byte[] acceptors, byte[] openers, String from, String to) {
        var text = new ByteArrayOutputStream(160);
        text.writeBytes((side + '\0' + from + '\0' + to + '\0').getBytes(StandardCharsets.UTF_8));
        text.writeBytes(acceptors);
        text.writeBytes(openers);
        return Arrays.copyOf(mac.mac128(text.toByteArray()), MAC_OCTETS);
    }
}
