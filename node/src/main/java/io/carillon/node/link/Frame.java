package io.carillon.node.link;

import io.carillon.sharding.ShardKeys;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// What goes over a link: a message and whom it is for, or news of a shard.
///
/// On the wire: length of the rest (4 octets), what it is (1), and its parts. The numbers are the
/// same in every release.
sealed interface Frame {
    /// The longest that is taken or made; what is longer goes by the actor system.
    int LONGEST = 1 << 20;

    /// For the entity it is addressed to, through the region of its kind.
    record ToEntity(int kind, Payload payload) implements Frame {}

    /// For an actor, by its path.
    record ToActor(String path, Payload payload) implements Frame {}

    /// A shard has come to the sender, or has left it.
    record Shard(int kind, int shard, boolean held) implements Frame {}

    /// A message in serialized form.
    ///
    /// @param serializer number of the serializer
    record Payload(int serializer, String manifest, byte[] octets) {}

    int TO_ENTITY = 1;
    int TO_ACTOR = 2;
    int SHARD = 3;

    /// Writes the frame; empty when it is too long.
    static Optional<ByteBuf> write(Frame frame, ByteBufAllocator allocator) {
        return switch (frame) {
            case ToEntity(var kind, var payload) -> {
                int length = 2 + payloadLength(payload);
                if (length > LONGEST) yield Optional.empty();
                var out = allocator.directBuffer(4 + length).writeInt(length);
                out.writeByte(TO_ENTITY).writeByte(kind);
                yield Optional.of(payload(out, payload));
            }
            case ToActor(var path, var payload) -> {
                var name = path.getBytes(StandardCharsets.UTF_8);
                int length = 3 + name.length + payloadLength(payload);
                if (length > LONGEST || name.length > 0xffff) yield Optional.empty();
                var out = allocator.directBuffer(4 + length).writeInt(length);
                out.writeByte(TO_ACTOR).writeShort(name.length).writeBytes(name);
                yield Optional.of(payload(out, payload));
            }
            case Shard(var kind, var shard, var held) ->
                    Optional.of(
                            allocator
                                    .directBuffer(8)
                                    .writeInt(4)
                                    .writeByte(SHARD)
                                    .writeByte(kind)
                                    .writeByte(shard)
                                    .writeBoolean(held));
        };
    }

    private static int payloadLength(Payload payload) {
        return 5 + payload.manifest.length() + payload.octets.length;
    }

    /// Manifests are short and in ASCII.
    private static ByteBuf payload(ByteBuf out, Payload payload) {
        out.writeInt(payload.serializer).writeByte(payload.manifest.length());
        out.writeCharSequence(payload.manifest, StandardCharsets.US_ASCII);
        return out.writeBytes(payload.octets);
    }

    /// Reads a frame without its length; empty when it is of a kind that this release does not
    /// know, or is broken.
    static Optional<Frame> read(ByteBuf in) {
        try {
            return switch (in.readByte()) {
                case TO_ENTITY -> Optional.of(new ToEntity(in.readByte(), payload(in)));
                case TO_ACTOR -> {
                    int length = in.readUnsignedShort();
                    var path = in.readCharSequence(length, StandardCharsets.UTF_8).toString();
                    yield Optional.of(new ToActor(path, payload(in)));
                }
                case SHARD -> shard(in.readByte(), in.readByte(), in.readBoolean());
                default -> Optional.empty();
            };
        } catch (IndexOutOfBoundsException _) {
            return Optional.empty();
        }
    }

    private static Payload payload(ByteBuf in) {
        int serializer = in.readInt();
        int length = in.readUnsignedByte();
        var manifest = in.readCharSequence(length, StandardCharsets.US_ASCII).toString();
        var octets = new byte[in.readableBytes()];
        in.readBytes(octets);
        return new Payload(serializer, manifest, octets);
    }

    private static Optional<Frame> shard(int kind, int shard, boolean held) {
        boolean known = shard >= 0 && shard < ShardKeys.SHARDS && kind >= 0;
        return known ? Optional.of(new Shard(kind, shard, held)) : Optional.empty();
    }
}
