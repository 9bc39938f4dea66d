package io.carillon.sharding.wire;

import com.google.protobuf.InvalidProtocolBufferException;

import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.javadsl.Adapter;

/// References to actors as text that names their node, and back.
final class ActorRefs {
    private final ExtendedActorSystem system;

    /// Found when first asked for: serializers are made before the typed system is.
    private volatile ActorRefResolver resolver;

    ActorRefs(ExtendedActorSystem system) {
        this.system = system;
    }

    private ActorRefResolver resolver() {
        var known = resolver;
        if (known != null) return known;
        resolver = ActorRefResolver.get(Adapter.toTyped(system));
        return resolver;
    }

    String text(ActorRef<?> ref) {
        return resolver().toSerializationFormat(ref);
    }

    <T> ActorRef<T> ref(String text) throws InvalidProtocolBufferException {
        if (text.isEmpty()) throw new InvalidProtocolBufferException("nobody to answer");
        try {
            return resolver().resolveActorRef(text);
        } catch (IllegalArgumentException _) {
            throw new InvalidProtocolBufferException("no actor: " + text);
        }
    }
}
