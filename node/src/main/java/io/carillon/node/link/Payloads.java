package io.carillon.node.link;

import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.Serializers;

/// Messages to what frames carry, and back, by the serializers of an actor system.
final class Payloads {
    private final Serialization serialization;

    Payloads(ActorSystem<?> system) {
        serialization = SerializationExtension.get(Adapter.toClassic(system));
    }

    Frame.Payload of(Object message) {
        var serializer = serialization.findSerializerFor(message);
        var manifest = Serializers.manifestFor(serializer, message);
        return new Frame.Payload(serializer.identifier(), manifest, serializer.toBinary(message));
    }

    /// @throws RuntimeException whatever a serializer throws at octets that it cannot read
    Object message(Frame.Payload payload) {
        return serialization
                .deserialize(payload.octets(), payload.serializer(), payload.manifest())
                .get();
    }
}
