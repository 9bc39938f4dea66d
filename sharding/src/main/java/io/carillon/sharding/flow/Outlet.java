package io.carillon.sharding.flow;

import io.carillon.sharding.EntityTypes;
import io.carillon.sharding.call.CallCommand;
import io.carillon.sip.message.SipMessage;
import io.carillon.sip.transaction.TransactionKey;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/// The actor by which other nodes use the sockets of this edge.
///
/// It decides nothing: the hop names a flow or a listener of this edge, and a failure goes to the
/// call that the request belongs to. Runs on the event loops, where datagrams leave in batches.
public final class Outlet {
    /// Its name under `/system` on every edge, by which other nodes find it.
    static final String NAME = "outlet";

    private Outlet() {}

    /// Starts the outlet of this node.
    ///
    /// @param edges who says what this node is
    /// @param local sends by this node's own sockets
    /// @param acknowledged is told the numbers of receipts
    /// @param calls the shard region of calls, once it is there
    public static void start(
            ActorSystem<?> system,
            KnownEdges edges,
            Sockets local,
            LongConsumer acknowledged,
            CompletionStage<ActorRef<CallCommand>> calls) {
        system.systemActorOf(
                create(edges::self, local, acknowledged, calls),
                NAME,
                DispatcherSelector.fromConfig(EntityTypes.DISPATCHER));
    }

    static Behavior<OutletCommand> create(
            Supplier<Optional<EdgeDescription>> description,
            Sockets local,
            LongConsumer acknowledged,
            CompletionStage<ActorRef<CallCommand>> calls) {
        return Behaviors.receiveMessage(
                command -> {
                    switch (command) {
                        case OutletCommand.Send(var parcel, var hop, var reports) ->
                                local.send(parcel, hop, unreachable(parcel, reports, calls));
                        case OutletCommand.Acknowledge(var number) -> acknowledged.accept(number);
                        case OutletCommand.Describe(var replyTo) ->
                                description.get().ifPresent(replyTo::tell);
                    }
                    return Behaviors.same();
                });
    }

    private static Outbound.Unreachable unreachable(
            Parcel parcel, boolean reports, CompletionStage<ActorRef<CallCommand>> calls) {
        if (!reports || !parcel.isRequest()) return Outbound.Unreachable.IGNORED;
        return _ ->
                parcel.opened()
                        .ifPresent(
                                request -> {
                                    var news = unreachable(request);
                                    calls.thenAccept(region -> region.tell(news));
                                });
    }

    private static CallCommand.Unreachable unreachable(SipMessage request) {
        return new CallCommand.Unreachable(request.callId(), TransactionKey.ofClient(request));
    }
}
