package io.carillon.sharding.handover;

import io.carillon.sip.proxy.CallState;
import io.carillon.sip.proxy.ProxyEvent.Origin;

import java.util.Optional;

/// States to be handed over, for tests: what is in them does not matter to the tables.
final class Formers {
    static final NodeId A = new NodeId("a:1", 11);
    static final NodeId B = new NodeId("b:1", 22);
    static final NodeId C = new NodeId("c:1", 33);

    private Formers() {}

    static Former moved(String callId, long life, int hops) {
        return Former.of(callId, CallState.NONE, new Passage(life, hops));
    }

    static Former heldBy(NodeId node, Former former) {
        return former.heldBy(node);
    }

    static Former copied(String callId, long life, int hops) {
        return new Former(
                callId,
                CallState.NONE,
                Origin.COPIED,
                new Passage(life, hops),
                Optional.empty(),
                Optional.empty());
    }
}
