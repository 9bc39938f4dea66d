package io.carillon.sharding.call;

import io.carillon.sharding.Addressed;
import io.carillon.sharding.flow.Receipt;
import io.carillon.sharding.handover.Former;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;
import io.carillon.sip.transaction.TransactionKey;
import io.carillon.sip.transport.Destination;
import io.carillon.sip.transport.Flow;

import java.util.List;

/// What a call entity is told. Only the commands that are [Addressed] come through the shard
/// region; the others come from what the entity itself has set going.
public sealed interface CallCommand {
    /// A validated request, stamped, came in by a flow.
    record Received(Request request, Flow flow, Receipt receipt) implements CallCommand, Addressed {
        @Override
        public String entityId() {
            return request.callId();
        }
    }

    /// A response came in by a flow.
    record Responded(Response response, Flow flow, Receipt receipt)
            implements CallCommand, Addressed {
        @Override
        public String entityId() {
            return response.callId();
        }
    }

    /// The state of a former incarnation, to be gone on with.
    record Resume(Former former) implements CallCommand, Addressed {
        @Override
        public String entityId() {
            return former.callId();
        }
    }

    /// A host was resolved for a fork.
    record Resolved(TransactionKey transaction, int fork, List<Destination> destinations)
            implements CallCommand {}

    /// A host was resolved for an ACK.
    record ResolvedStateless(Request request, Flow flow, List<Destination> destinations)
            implements CallCommand {}

    /// A request could not be sent.
    record Unreachable(String callId, TransactionKey client) implements CallCommand, Addressed {
        @Override
        public String entityId() {
            return callId;
        }
    }

    /// An edge has left the cluster. Told to the entities of this node that wait for an answer.
    record EdgeGone(String edge) implements CallCommand {}

    /// The alarm went off.
    enum Woken implements CallCommand {
        /// Which deadlines are due, the entity knows itself.
        WOKEN
    }

    /// The shard wants the entity gone.
    enum Stop implements CallCommand {
        /// After passivation or for a hand-off.
        STOP
    }
}
