package io.carillon.sharding.membership;

import io.carillon.sip.auth.ShortMac;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// One connection between two nodes that have proved to each other that they know the cluster's
/// secret.
///
/// Each side sends a random challenge and its uid; each proves the secret over both (HMAC-SHA256).
/// Frames follow: length, octets, and a MAC (SipHash) under a key of this connection and direction
/// over the frame and its number, so that none can be altered, replayed, reflected or left out.
/// Frames can be read by who listens in; the channel hides nothing. Knows no socket and no timeout.
final class HeartChannel {
    /// What the other side said is not what a node of this cluster says.
    static final class Stranger extends IOException {
        private static final long serialVersionUID = 1;

        Stranger(String why) {
            super(why);
        }
    }

    private static final byte[] MAGIC = {'C', 'H', 'B', '1'};
    private static final int NONCE = 16;
    private static final int PROOF = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final DataInputStream in;
    private final OutputStream out;
    private final long peer;
    private final ShortMac sending;
    private final ShortMac receiving;
    private long sent;
    private long received;

    private HeartChannel(
            DataInputStream in, OutputStream out, long peer, byte[] sending, byte[] receiving) {
        this.in = in;
        this.out = out;
        this.peer = peer;
        this.sending = ShortMac.ofKey(Arrays.copyOf(sending, 16));
        this.receiving = ShortMac.ofKey(Arrays.copyOf(receiving, 16));
    }

    /// The side that connected.
    ///
    /// @param self the own uid
    /// @throws Stranger when the other side does not know the secret, or speaks something else
    /// @throws IOException when the connection ends
    static HeartChannel call(InputStream input, OutputStream out, byte[] key, long self)
            throws IOException {
        var in = new DataInputStream(input);
        var mine = hello(self);
        out.write(ByteBuffer.allocate(MAGIC.length + mine.length).put(MAGIC).put(mine).array());
        out.flush();
        var theirs = in.readNBytes(NONCE + Long.BYTES);
        var proof = in.readNBytes(PROOF);
        if (theirs.length == 0) throw new IOException("closed by the other side");
        if (theirs.length < NONCE + Long.BYTES) throw new Stranger("speaks something else");
        if (!MessageDigest.isEqual(proof, mac(key, "answerer", mine, theirs))) throw stranger();
        out.write(mac(key, "caller", mine, theirs));
        out.flush();
        return new HeartChannel(
                in,
                out,
                uid(theirs),
                mac(key, "from caller", mine, theirs),
                mac(key, "from answerer", mine, theirs));
    }

    /// The side that was connected to.
    ///
    /// @param self the own uid
    /// @throws Stranger when the other side does not know the secret, or speaks something else
    /// @throws IOException when the connection ends
    static HeartChannel answer(InputStream input, OutputStream out, byte[] key, long self)
            throws IOException {
        var in = new DataInputStream(input);
        if (!Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) {
            throw new Stranger("speaks something else");
        }
        var theirs = new byte[NONCE + Long.BYTES];
        in.readFully(theirs);
        var mine = hello(self);
        var proof = mac(key, "answerer", theirs, mine);
        out.write(ByteBuffer.allocate(mine.length + PROOF).put(mine).put(proof).array());
        out.flush();
        var proved = in.readNBytes(PROOF);
        if (!MessageDigest.isEqual(proved, mac(key, "caller", theirs, mine))) throw stranger();
        return new HeartChannel(
                in,
                out,
                uid(theirs),
                mac(key, "from answerer", theirs, mine),
                mac(key, "from caller", theirs, mine));
    }

    /// The uid of the other side.
    long peer() {
        return peer;
    }

    /// Writes one frame in one piece.
    synchronized void send(HeartFrame frame) throws IOException {
        var octets = frame.octets();
        var buffer = ByteBuffer.allocate(Short.BYTES + octets.length + Long.BYTES);
        buffer.putShort((short) octets.length).put(octets);
        buffer.putLong(mac(sending, sent++, octets));
        out.write(buffer.array());
        out.flush();
    }

    /// Waits for the next frame; one reader only.
    ///
    /// @throws Stranger when what came is no frame of the other side
    /// @throws IOException at the end
    HeartFrame receive() throws IOException {
        int length = in.readUnsignedShort();
        if (length == 0 || length > HeartFrame.LARGEST) throw new Stranger("not a frame");
        var octets = new byte[length];
        in.readFully(octets);
        if (in.readLong() != mac(receiving, received++, octets)) throw stranger();
        return HeartFrame.of(octets).orElseThrow(() -> new Stranger("not a frame"));
    }

    private static Stranger stranger() {
        return new Stranger("does not know the cluster's secret");
    }

    private static byte[] hello(long uid) {
        var nonce = new byte[NONCE];
        RANDOM.nextBytes(nonce);
        return ByteBuffer.allocate(NONCE + Long.BYTES).put(nonce).putLong(uid).array();
    }

    private static long uid(byte[] hello) {
        return ByteBuffer.wrap(hello).getLong(NONCE);
    }

    private static long mac(ShortMac key, long number, byte[] octets) {
        return key.mac64(
                ByteBuffer.allocate(Long.BYTES + octets.length)
                        .putLong(number)
                        .put(octets)
                        .array());
    }

    private static byte[] mac(byte[] key, String purpose, byte[] caller, byte[] answerer) {
        try {
            var hmac = Mac.getInstance("HmacSHA256");
            hmac.init(new SecretKeySpec(key, "HmacSHA256"));
            hmac.update(purpose.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            hmac.update((byte) 0);
            hmac.update(caller);
            return hmac.doFinal(answerer);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }
}
