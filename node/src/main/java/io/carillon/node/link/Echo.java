package io.carillon.node.link;

import io.carillon.sharding.Courier;
import io.carillon.sharding.Entities;
import io.carillon.sharding.flow.Outbound;
import io.carillon.sharding.flow.OutletCommand;
import io.carillon.sharding.flow.Receipt;
import io.carillon.sharding.flow.Sockets;
import io.carillon.sip.message.SipMessage;
import io.carillon.sip.transport.Hop;
import io.carillon.sip.transport.HostPort;
import io.netty.buffer.ByteBufAllocator;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;

/// What [Links] are to a node that only practises: each message takes the form in which it would
/// travel to another node, and is read again, without a network.
///
/// A node that practises alone would come into a cluster without ever having done what it does
/// there with nearly every message. May be used on any thread.
public final class Echo implements Courier {
    private final Payloads payloads;

    public Echo(ActorSystem<?> system) {
        payloads = new Payloads(system);
    }

    /// The message after the way to another node.
    private <T> T after(Class<T> type, T message) {
        var frame = new Frame.ToEntity(0, payloads.of(message));
        var octets = Frame.write(frame, ByteBufAllocator.DEFAULT);
        if (octets.isEmpty()) return message;
        try {
            octets.get().skipBytes(Integer.BYTES);
            return Frame.read(octets.get())
                    .filter(Frame.ToEntity.class::isInstance)
                    .map(Frame.ToEntity.class::cast)
                    .map(read -> type.cast(payloads.message(read.payload())))
                    .orElse(message);
        } finally {
            octets.get().release();
        }
    }

    /// The way to the entities of a kind.
    public <C> Entities<C> entities(Class<C> commands, ActorRef<C> region) {
        return command -> region.tell(after(commands, command));
    }

    @Override
    @SuppressWarnings("unchecked") // what comes back is of the class that went
    public <T> void tell(ActorRef<T> recipient, T message) {
        recipient.tell(after((Class<T>) message.getClass(), message));
    }

    /// A way out as by the outlet of another edge.
    public Outbound outbound(Sockets local) {
        return new Outbound() {
            @Override
            public void send(SipMessage message, Hop hop, Unreachable unreachable) {
                var word = new OutletCommand.Send(message, hop, true);
                var heard = after(OutletCommand.Send.class, word);
                local.send(heard.parcel(), heard.hop(), unreachable);
            }

            @Override
            public void acknowledge(Receipt receipt) {
                local.acknowledge(receipt);
            }

            @Override
            public void resolve(HostPort host, Resolved resolved) {
                local.resolve(host, resolved);
            }
        };
    }
}
