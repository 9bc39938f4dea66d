package io.carillon.sharding.flow;

import io.carillon.sharding.flow.EdgeDescription.Standing;
import io.carillon.sip.transport.Edges;
import io.carillon.sip.transport.Listener;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Which edges there are, and which have been: the state of the [EdgeDirectory], which can be
/// stepped without actors. Not for several threads.
final class EdgeTable {
    /// Edges that have left and are still known by their addresses. A dialog may name one for
    /// hours; with more departures than this the oldest is forgotten.
    static final int MOST_DEPARTED = 64;

    private final String own;

    /// What members with sockets have said; empty where the answer is awaited.
    private final Map<String, List<Listener>> described = new HashMap<>();

    private final Set<String> silent = new TreeSet<>();
    private final Set<String> leaving = new HashSet<>();

    /// Those that have said that they are gone, until the cluster says so too.
    private final Set<String> gone = new HashSet<>();

    private final LinkedHashMap<String, List<Listener>> departed = new LinkedHashMap<>();

    /// @param own the name of this node
    /// @param listeners its sockets; empty for a node that is no edge
    EdgeTable(String own, List<Listener> listeners) {
        this.own = own;
        if (!listeners.isEmpty()) described.put(own, List.copyOf(listeners));
    }

    /// A member may have sockets; what it has, it is yet to say.
    void came(String edge) {
        if (edge.equals(own) || described.containsKey(edge) || gone.contains(edge)) return;
        silent.add(edge);
    }

    /// A member has said which sockets it has, and how long; false when that is nothing new.
    /// Whoever has said that it leaves does not stay after all.
    boolean described(EdgeDescription said) {
        var edge = said.edge();
        if (!silent.remove(edge) && !described.containsKey(edge)) return false;
        var before = described.put(edge, List.copyOf(said.listeners()));
        departed.remove(edge);
        if (said.isGone() && !edge.equals(own)) {
            depart(edge);
            gone.add(edge);
            return true;
        }
        boolean news = said.standing() != Standing.SERVES && leaving.add(edge);
        return news || !said.listeners().equals(before);
    }

    /// A member is gone; false when that changes nothing.
    boolean left(String edge) {
        silent.remove(edge);
        gone.remove(edge);
        return !edge.equals(own) && depart(edge);
    }

    private boolean depart(String edge) {
        leaving.remove(edge);
        var listeners = described.remove(edge);
        if (listeners == null) return false;
        departed.remove(edge);
        departed.put(edge, listeners);
        if (departed.size() > MOST_DEPARTED) departed.pollFirstEntry();
        return true;
    }

    /// Who has not answered yet.
    Set<String> silent() {
        return Set.copyOf(silent);
    }

    /// The live ones besides this node.
    Set<String> others() {
        var others = new TreeSet<>(described.keySet());
        others.remove(own);
        return others;
    }

    /// What all this means for messages.
    Edges edges() {
        var former = new ArrayList<Listener>();
        departed.values().forEach(former::addAll);
        // What still comes by an edge that is gone came in its last moment, and begins nothing.
        var closing = new HashSet<>(leaving);
        closing.addAll(gone);
        return Edges.of(own, described, closing, former);
    }
}
