package io.carillon.sharding.location;

import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.cluster.sharding.ShardRegion;

import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// Does for one entity what a shard does: starts it for a command, stops it when it asks for that,
/// and keeps what comes in between.
final class ShardStandIn extends AbstractBehavior<Object> {
    private final Supplier<Behavior<AorCommand>> behavior;
    private final AtomicInteger passivated;
    private final ArrayList<AorCommand> kept = new ArrayList<>();
    private ActorRef<AorCommand> entity;
    private boolean stopping;

    static ActorRef<AorCommand> spawn(
            ActorTestKit kit, AtomicInteger passivated, Supplier<Behavior<AorCommand>> behavior) {
        Behavior<Object> shard =
                Behaviors.setup(context -> new ShardStandIn(context, passivated, behavior));
        return kit.spawn(shard).unsafeUpcast();
    }

    private ShardStandIn(
            ActorContext<Object> context,
            AtomicInteger passivated,
            Supplier<Behavior<AorCommand>> behavior) {
        super(context);
        this.passivated = passivated;
        this.behavior = behavior;
    }

    @Override
    public Receive<Object> createReceive() {
        return newReceiveBuilder()
                .onMessage(ShardRegion.Passivate.class, this::passivate)
                .onMessage(AorCommand.class, this::forward)
                .onSignal(Terminated.class, _ -> stopped())
                .build();
    }

    private Behavior<Object> passivate(ShardRegion.Passivate request) {
        passivated.incrementAndGet();
        stopping = true;
        entity.tell((AorCommand) request.stopMessage());
        return this;
    }

    private Behavior<Object> forward(AorCommand command) {
        if (stopping) {
            kept.add(command);
            return this;
        }
        if (entity == null) {
            entity = getContext().spawnAnonymous(behavior.get());
            getContext().watch(entity);
        }
        entity.tell(command);
        return this;
    }

    private Behavior<Object> stopped() {
        stopping = false;
        entity = null;
        for (var command : kept) forward(command);
        kept.clear();
        return this;
    }
}
