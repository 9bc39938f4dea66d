package io.carillon.sharding.flow;

import io.carillon.sip.transport.Edges;
import io.carillon.sip.transport.Listener;

import org.apache.pekko.actor.typed.ActorRef;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// The edges as this node knows them at the moment, with the way to each. Read on any thread; kept
/// up to date by the [EdgeDirectory].
public final class KnownEdges implements Supplier<Edges> {
    private record View(Edges edges, Map<String, ActorRef<OutletCommand>> outlets) {}

    private volatile View view;

    private final List<Listener> own;

    /// What this node says of itself; nothing before it serves.
    private volatile Optional<EdgeDescription> self = Optional.empty();

    private KnownEdges(Edges edges, List<Listener> listeners) {
        view = new View(edges, Map.of());
        own = List.copyOf(listeners);
    }

    /// Those of a node that is alone, for ever.
    public static KnownEdges alone(List<Listener> listeners) {
        return new KnownEdges(Edges.alone(listeners), listeners);
    }

    /// Those of a member called `own`, which knows itself to begin with.
    public static KnownEdges of(String own, List<Listener> listeners) {
        return new KnownEdges(new EdgeTable(own, listeners).edges(), listeners);
    }

    void become(Edges edges, Map<String, ActorRef<OutletCommand>> outlets) {
        view = new View(edges, Map.copyOf(outlets));
    }

    Optional<EdgeDescription> self() {
        return self;
    }

    EdgeDescription become(EdgeDescription.Standing standing) {
        var description = new EdgeDescription(view.edges().own(), own, standing);
        self = Optional.of(description);
        return description;
    }

    /// A node that is alone is about to end: it finishes what is under way and begins nothing new.
    public void leave() {
        view = new View(view.edges().leaving(), view.outlets());
    }

    @Override
    public Edges get() {
        return view.edges();
    }

    /// Where another edge takes messages; empty when it is no member.
    public Optional<ActorRef<OutletCommand>> outlet(String edge) {
        return Optional.ofNullable(view.outlets().get(edge));
    }
}
