package io.carillon.sharding.call;

import io.carillon.sharding.handover.Former;
import io.carillon.sharding.handover.Handover;
import io.carillon.sharding.handover.HandoverReply;
import io.carillon.sharding.handover.NodeId;
import io.carillon.sharding.handover.Passage;
import io.carillon.sip.proxy.CallState;

import org.apache.pekko.actor.typed.ActorRef;

import java.util.Optional;

/// Where the copy of one call's ringing INVITEs lies, and how it gets there and away. What is
/// copied, and when, the core says.
final class RingingCopy {
    private final String callId;
    private final Handover handover;
    private final ActorRef<HandoverReply> entity;
    private Optional<NodeId> keeper = Optional.empty();
    private CallState last = CallState.NONE;

    RingingCopy(String callId, Handover handover, ActorRef<HandoverReply> entity) {
        this.callId = callId;
        this.handover = handover;
        this.entity = entity;
    }

    /// Has a copy kept in the place of the one before.
    void keep(CallState copy, Passage passage) {
        last = copy;
        var chosen = handover.keeper(callId, keeper);
        keeper.filter(before -> !before.equals(chosen.orElse(null)))
                .ifPresent(before -> handover.forget(callId, passage, before, true));
        keeper = chosen;
        if (chosen.isPresent()) {
            handover.keep(callId, copy, passage, chosen.get(), entity);
        } else {
            // Where there is nobody to keep it, nothing is to be waited for.
            handover.awaitKeeper(callId, passage, entity);
            entity.tell(new HandoverReply.Kept(passage));
        }
    }

    /// The copy is worth nothing any more.
    void forget(Passage passage, boolean urgent) {
        left(passage);
        keeper.ifPresent(node -> handover.forget(callId, passage, node, urgent));
        keeper = Optional.empty();
        last = CallState.NONE;
    }

    /// The entity stops, and whoever goes on sees to copies.
    void left(Passage passage) {
        if (keeper.isEmpty() && !last.isOver()) handover.needsNoKeeper(callId, passage);
    }

    /// Nobody says that it is kept.
    void repeat(Passage passage) {
        if (!last.isOver()) keep(last, passage);
    }

    /// The node that had it is leaving or has left; or there was none, and there is one now.
    void lost(Passage passage) {
        keeper = Optional.empty();
        repeat(passage);
    }

    /// A state is gone on with of which a copy may lie somewhere.
    ///
    /// @param own whether it is the only state here, so that its copy is the one to be replaced
    void inherit(Former former, boolean own) {
        if (own && keeper.isEmpty()) {
            keeper = former.keeper();
        } else {
            former.keeper()
                    .ifPresent(node -> handover.forget(callId, former.passage(), node, true));
        }
    }

    /// Where it lies.
    Optional<NodeId> keeper() {
        return keeper;
    }
}
