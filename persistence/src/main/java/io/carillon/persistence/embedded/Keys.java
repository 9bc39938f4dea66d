package io.carillon.persistence.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// The keys of the store.
///
/// ```
/// events     id 00 sequence(8)     one event
/// marks      id                    highest sequence number ever written for the id
/// snapshots  id 00                 which snapshots there are
///            id 00 sequence(8)     one snapshot
/// ```
/// An id is its UTF-8 bytes and holds no NUL, so keys are unambiguous, and sequence numbers are
/// big-endian, so events of an id lie side by side in their order.
final class Keys {

    private static final int SUFFIX = 1 + Long.BYTES;

    private Keys() {}

    /// Fails with [IllegalArgumentException] for an id that cannot be a key.
    static byte[] id(String persistenceId) {
        if (persistenceId.isEmpty() || persistenceId.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    "a persistence id must not be empty nor contain NUL: '" + persistenceId + "'");
        }
        return persistenceId.getBytes(UTF_8);
    }

    static byte[] numbered(byte[] id, long sequenceNr) {
        return ByteBuffer.allocate(id.length + SUFFIX)
                .put(id)
                .put((byte) 0)
                .putLong(sequenceNr)
                .array();
    }

    static byte[] index(byte[] id) {
        return Arrays.copyOf(id, id.length + 1);
    }

    static boolean isNumberedOf(byte[] id, byte[] key) {
        return key.length == id.length + SUFFIX
                && key[id.length] == 0
                && Arrays.equals(id, 0, id.length, key, 0, id.length);
    }

    static long sequenceNr(byte[] numbered) {
        return ByteBuffer.wrap(numbered).getLong(numbered.length - Long.BYTES);
    }

    static byte[] number(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }

    static long number(byte[] value) {
        return ByteBuffer.wrap(value).getLong();
    }
}
