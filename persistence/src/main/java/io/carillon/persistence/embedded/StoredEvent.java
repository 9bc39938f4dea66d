package io.carillon.persistence.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.Serialization$;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.Serializers;

import java.io.NotSerializableException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/// Encodes one event or snapshot as it lies on disk: what Pekko's serializer for it says
/// (serializer id, manifest, bytes), and what came with it.
///
/// ```
/// version(1)=1  timestamp(8)  adapter manifest  writer uuid  payload  metadata?
/// payload, metadata: serializer id(4)  manifest  length(4) bytes
/// a string: length(4) UTF-8
/// ```
/// Schema evolution belongs to the serializers; this envelope has its own version byte.
/// Stateless but for the system's serializers: safe from any thread.
final class StoredEvent {

    private static final byte VERSION = 1;

    private final ExtendedActorSystem system;
    private final Serialization serialization;

    StoredEvent(ActorSystem system) {
        this.system = (ExtendedActorSystem) system;
        this.serialization = SerializationExtension.get(system);
    }

    /// An envelope that was read: `payload` and what belongs to it.
    record Envelope(
            long timestamp,
            String adapterManifest,
            String writerUuid,
            Object payload,
            Object metadataOrNull) {}

    byte[] encode(PersistentRepr repr) {
        return encode(
                new Envelope(
                        repr.timestamp(),
                        repr.manifest(),
                        repr.writerUuid(),
                        repr.payload(),
                        repr.metadata().isDefined() ? repr.metadata().get() : null));
    }

    byte[] encode(Envelope envelope) {
        return Serialization$.MODULE$.withTransportInformation(
                system, () -> encodeWithTransport(envelope));
    }

    Envelope decode(byte[] stored) throws NotSerializableException {
        var in = ByteBuffer.wrap(stored);
        try {
            var version = in.get();
            if (version != VERSION) {
                throw new NotSerializableException(
                        "journal record of version "
                                + version
                                + ", this node reads version "
                                + VERSION
                                + ": it was written by a newer node");
            }
            return new Envelope(
                    in.getLong(),
                    string(in),
                    string(in),
                    object(in),
                    in.hasRemaining() ? object(in) : null);
        } catch (BufferUnderflowException | NegativeArraySizeException e) {
            var broken = new NotSerializableException("journal record is cut short");
            broken.initCause(e);
            throw broken;
        }
    }

    PersistentRepr repr(String persistenceId, long sequenceNr, byte[] stored)
            throws NotSerializableException {
        var envelope = decode(stored);
        var repr =
                PersistentRepr.apply(
                                envelope.payload(),
                                sequenceNr,
                                persistenceId,
                                envelope.adapterManifest(),
                                false,
                                ActorRef.noSender(),
                                envelope.writerUuid())
                        .withTimestamp(envelope.timestamp());
        return envelope.metadataOrNull() == null
                ? repr
                : repr.withMetadata(envelope.metadataOrNull());
    }

    private byte[] encodeWithTransport(Envelope envelope) {
        var adapterManifest = envelope.adapterManifest().getBytes(UTF_8);
        var writerUuid = envelope.writerUuid().getBytes(UTF_8);
        var payload = Part.of(serialization, envelope.payload());
        var metadata =
                envelope.metadataOrNull() == null
                        ? null
                        : Part.of(serialization, envelope.metadataOrNull());
        var size =
                1
                        + 8
                        + 4
                        + adapterManifest.length
                        + 4
                        + writerUuid.length
                        + payload.size()
                        + (metadata == null ? 0 : metadata.size());
        var out = ByteBuffer.allocate(size);
        out.put(VERSION).putLong(envelope.timestamp());
        out.putInt(adapterManifest.length).put(adapterManifest);
        out.putInt(writerUuid.length).put(writerUuid);
        payload.writeTo(out);
        if (metadata != null) {
            metadata.writeTo(out);
        }
        return out.array();
    }

    private Object object(ByteBuffer in) throws NotSerializableException {
        var serializerId = in.getInt();
        var manifest = string(in);
        var bytes = bytes(in);
        var result = serialization.deserialize(bytes, serializerId, manifest);
        if (result.isFailure()) {
            var failure = result.failed().get();
            var unreadable =
                    new NotSerializableException(
                            "cannot read a stored "
                                    + manifest
                                    + " (serializer "
                                    + serializerId
                                    + "): "
                                    + failure.getMessage());
            unreadable.initCause(failure);
            throw unreadable;
        }
        return result.get();
    }

    private static String string(ByteBuffer in) {
        return new String(bytes(in), UTF_8);
    }

    private static byte[] bytes(ByteBuffer in) {
        var length = in.getInt();
        if (length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        var bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    @SuppressWarnings("ArrayRecordComponent") // lives within one call
    private record Part(int serializerId, byte[] manifest, byte[] bytes) {

        static Part of(Serialization serialization, Object object) {
            var serializer = serialization.findSerializerFor(object);
            return new Part(
                    serializer.identifier(),
                    Serializers.manifestFor(serializer, object).getBytes(UTF_8),
                    serializer.toBinary(object));
        }

        int size() {
            return 4 + 4 + manifest.length + 4 + bytes.length;
        }

        void writeTo(ByteBuffer out) {
            out.putInt(serializerId);
            out.putInt(manifest.length).put(manifest);
            out.putInt(bytes.length).put(bytes);
        }
    }
}
