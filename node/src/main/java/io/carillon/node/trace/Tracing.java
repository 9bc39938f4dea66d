package io.carillon.node.trace;

import io.carillon.node.edge.Inlet;
import io.carillon.node.trace.MessageTrace.Event;
import io.carillon.sharding.call.CallCommand;
import io.carillon.sharding.flow.Outbound;
import io.carillon.sharding.flow.Parcel;
import io.carillon.sharding.flow.Receipt;
import io.carillon.sharding.flow.Sockets;
import io.carillon.sip.message.ParseFailure;
import io.carillon.sip.message.SipMessage;
import io.carillon.sip.transport.Flow;
import io.carillon.sip.transport.Hop;
import io.carillon.sip.transport.HostPort;
import io.carillon.sip.transport.Transport;

import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.BehaviorInterceptor;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Function;

/// Puts a [MessageTrace] on the ways that messages take through a node: around the way in, the way
/// out, and call entities.
///
/// Without one every way is left as it is: what is off costs nothing.
public final class Tracing {
    private final Optional<MessageTrace> trace;

    public Tracing(Optional<MessageTrace> trace) {
        this.trace = trace;
    }

    /// What comes in by this node's sockets.
    public Inlet received(Inlet next) {
        return trace.<Inlet>map(each -> new TracedInlet(each, next)).orElse(next);
    }

    private record TracedInlet(MessageTrace trace, Inlet next) implements Inlet {
        @Override
        public void received(SipMessage message, Flow flow) {
            trace.add(Event.RECEIVED, peer(flow), message);
            next.received(message, flow);
        }

        @Override
        public void malformed(ParseFailure failure, Flow flow) {
            next.malformed(failure, flow);
        }
    }

    /// What leaves by this node's sockets, also what other nodes have it send.
    public Sockets sent(Sockets next) {
        return trace.<Sockets>map(each -> new TracedSockets(each, next)).orElse(next);
    }

    private record TracedSockets(MessageTrace trace, Sockets next) implements Sockets {
        @Override
        public void send(Parcel parcel, Hop hop, Unreachable unreachable) {
            parcel.opened().ifPresent(message -> trace.add(Event.SENT, peer(hop), message));
            next.send(parcel, hop, unreachable);
        }

        @Override
        public void acknowledge(Receipt receipt) {
            next.acknowledge(receipt);
        }

        @Override
        public void resolve(HostPort host, Resolved resolved) {
            next.resolve(host, resolved);
        }
    }

    /// What call entities of this node want sent, whichever edge is to do it.
    public Outbound wanted(Outbound next) {
        return trace.<Outbound>map(each -> new TracedOutbound(each, next)).orElse(next);
    }

    private record TracedOutbound(MessageTrace trace, Outbound next) implements Outbound {
        @Override
        public void send(SipMessage message, Hop hop, Unreachable unreachable) {
            trace.add(Event.WANTED, edge(hop), message);
            next.send(message, hop, unreachable);
        }

        @Override
        public void acknowledge(Receipt receipt) {
            next.acknowledge(receipt);
        }

        @Override
        public void resolve(HostPort host, Resolved resolved) {
            next.resolve(host, resolved);
        }
    }

    /// What call entities of this node are told.
    public Function<String, Behavior<CallCommand>> delivered(
            Function<String, Behavior<CallCommand>> entities) {
        if (trace.isEmpty()) return entities;
        var interceptor = new Delivery(trace.get());
        return id -> Behaviors.intercept(() -> interceptor, entities.apply(id));
    }

    private static final class Delivery extends BehaviorInterceptor<CallCommand, CallCommand> {
        private final MessageTrace trace;

        Delivery(MessageTrace trace) {
            super(CallCommand.class);
            this.trace = trace;
        }

        @Override
        public Behavior<CallCommand> aroundReceive(
                TypedActorContext<CallCommand> context,
                CallCommand command,
                ReceiveTarget<CallCommand> entity) {
            switch (command) {
                case CallCommand.Received(var request, var flow, var _) ->
                        trace.add(Event.DELIVERED, flow.edge(), request);
                case CallCommand.Responded(var response, var flow, var _) ->
                        trace.add(Event.DELIVERED, flow.edge(), response);
                case CallCommand.Resolved _,
                        CallCommand.ResolvedStateless _,
                        CallCommand.Unreachable _,
                        CallCommand.EdgeGone _,
                        CallCommand.Resume _,
                        CallCommand.Woken _,
                        CallCommand.Stop _ -> {}
            }
            return entity.apply(context, command);
        }
    }

    private static String peer(Hop hop) {
        return switch (hop) {
            case Hop.ByFlow(var flow) -> peer(flow);
            case Hop.ByFlowOr(var flow, var _) -> peer(flow);
            case Hop.To(var _, var to) -> peer(to.transport(), to.address());
        };
    }

    private static String edge(Hop hop) {
        return switch (hop) {
            case Hop.ByFlow(var flow) -> flow.edge();
            case Hop.ByFlowOr(var flow, var _) -> flow.edge();
            case Hop.To(var edge, var _) -> edge;
        };
    }

    private static String peer(Flow flow) {
        return peer(flow.transport(), flow.remote());
    }

    private static String peer(Transport transport, InetSocketAddress remote) {
        var address = remote.getAddress();
        var host = address == null ? remote.getHostString() : address.getHostAddress();
        var bracketed = address instanceof Inet6Address ? "[" + host + "]" : host;
        return transport.parameter() + ":" + bracketed + ":" + remote.getPort();
    }
}
