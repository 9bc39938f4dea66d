package io.carillon.sharding;

import org.apache.pekko.actor.typed.ActorRef;

/// Carries messages to actors, by a quicker way than the actor system's where there is one.
///
/// At most once, and in order for each way alone. May be used on any thread.
public interface Courier {
    /// The actor system's own way.
    Courier ACTOR_SYSTEM =
            new Courier() {
                @Override
                public <T> void tell(ActorRef<T> recipient, T message) {
                    recipient.tell(message);
                }
            };

    /// Tells an actor of this or of another node.
    <T> void tell(ActorRef<T> recipient, T message);
}
