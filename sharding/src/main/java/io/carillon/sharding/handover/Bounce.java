package io.carillon.sharding.handover;

import io.carillon.sharding.Addressed;
import io.carillon.sharding.EntityTypes;
import io.carillon.sharding.time.Alarms;
import io.carillon.sharding.time.NodeClock;

import org.apache.pekko.actor.AllDeadLetters;
import org.apache.pekko.actor.UnhandledMessage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.eventstream.EventStream;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

import java.util.function.Consumer;

/// Tells messages again that sharding drops while their shard moves, so that a caller need not wait
/// until a message is repeated.
///
/// What a region or a shard drops, and what an entity has not read when it stops, appears as a dead
/// letter on the node that dropped it. Bounded by [BounceTable]. What the [HandoverActor] repeats
/// itself is left to it.
public final class Bounce {
    private Bounce() {}

    /// Starts to listen to dead letters.
    ///
    /// @param again tells a message by this node's region; false when the message is for none
    public static void start(
            ActorSystem<?> system, Alarms alarms, NodeClock clock, Consumer<Addressed> again) {
        // Each alarm of an entity that has ended is a dead letter, too: they are looked at on the
        // thread that they come from.
        system.systemActorOf(
                create(alarms, clock, again),
                "bounce",
                DispatcherSelector.fromConfig(EntityTypes.DISPATCHER));
    }

    private static Behavior<Object> create(
            Alarms alarms, NodeClock clock, Consumer<Addressed> again) {
        return Behaviors.setup(
                context -> {
                    var stream = context.getSystem().eventStream();
                    var self = context.getSelf();
                    stream.tell(new EventStream.Subscribe<>(AllDeadLetters.class, self.narrow()));
                    stream.tell(new EventStream.Subscribe<>(UnhandledMessage.class, self.narrow()));
                    var table = new BounceTable();
                    Consumer<Object> dropped =
                            message -> {
                                if (!(message instanceof Addressed addressed)) return;
                                table.dropped(addressed.entityId(), clock.millis())
                                        .ifPresent(delay -> alarms.after(delay, self, addressed));
                            };
                    return Behaviors.receive(Object.class)
                            .onMessage(
                                    AllDeadLetters.class,
                                    letter -> {
                                        dropped.accept(letter.message());
                                        return Behaviors.same();
                                    })
                            .onMessage(
                                    UnhandledMessage.class,
                                    unhandled -> {
                                        dropped.accept(unhandled.message());
                                        return Behaviors.same();
                                    })
                            .onMessage(
                                    Addressed.class,
                                    message -> {
                                        again.accept(message);
                                        return Behaviors.same();
                                    })
                            .build();
                });
    }
}
