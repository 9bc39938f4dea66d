package io.carillon.sharding.inquiry;

import io.carillon.persistence.EntityDirectory;
import io.carillon.sharding.call.CallDirectory;
import io.carillon.sip.proxy.Dialog;

import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The actor of a core node that answers what operators ask, wherever they ask it.
public final class InquiryDesk {
    /// Its name under `/system` on every core node.
    private static final String NAME = "inquiry";

    /// Characters of one answer: at four octets each, they fit into a message between nodes.
    private static final int ROOM = 200_000;

    private InquiryDesk() {}

    /// Starts the desk of this node.
    ///
    /// @param calls which this node has
    /// @param ids which its journal knows
    public static void start(ActorSystem<?> system, CallDirectory calls, EntityDirectory ids) {
        system.systemActorOf(create(calls, ids), NAME, Props.empty());
    }

    /// The desk of the node at an address, whether or not it has one.
    public static ActorRef<Inquiry> of(ActorSystem<?> system, Address node) {
        return ActorRefResolver.get(system).resolveActorRef(node + "/system/" + NAME);
    }

    static Behavior<Inquiry> create(CallDirectory calls, EntityDirectory ids) {
        return Behaviors.receiveMessage(
                inquiry -> {
                    switch (inquiry) {
                        case Inquiry.ListCalls(var limit, var replyTo) ->
                                replyTo.tell(list(calls, within(limit)));
                        case Inquiry.FindCall(var callId, var replyTo) ->
                                replyTo.tell(find(calls, callId));
                        case Inquiry.ListIds(var prefix, var after, var limit, var replyTo) ->
                                ids.page(prefix, after, within(limit))
                                        .handle(InquiryDesk::page)
                                        .thenAccept(replyTo::tell);
                    }
                    return Behaviors.same();
                });
    }

    /// Nodes of other releases may ask for what they like.
    private static int within(int limit) {
        return Math.clamp(limit, 1, InquiryReply.MOST);
    }

    private static InquiryReply.Calls list(CallDirectory directory, int limit) {
        var calls = new ArrayList<InquiryReply.Call>();
        int room = ROOM;
        for (var entry : directory.list(limit + 1)) {
            room -= length(entry.getKey(), entry.getValue());
            if (calls.size() == limit || room < 0) return new InquiryReply.Calls(calls, true);
            calls.add(new InquiryReply.Call(entry.getKey(), entry.getValue()));
        }
        return new InquiryReply.Calls(calls, false);
    }

    private static InquiryReply.Calls find(CallDirectory directory, String callId) {
        var dialogs = directory.find(callId).orElse(List.of());
        if (dialogs.isEmpty()) return new InquiryReply.Calls(List.of(), false);
        int kept = 0;
        int room = ROOM;
        for (var dialog : dialogs) {
            room -= length(dialog);
            if (room < 0) break;
            kept++;
        }
        var call = new InquiryReply.Call(callId, dialogs.subList(0, kept));
        return new InquiryReply.Calls(List.of(call), kept < dialogs.size());
    }

    private static int length(String callId, List<Dialog> dialogs) {
        return callId.length() + dialogs.stream().mapToInt(InquiryDesk::length).sum();
    }

    private static int length(Dialog dialog) {
        return dialog.caller().length()
                + dialog.callee().length()
                + dialog.callerTag().length()
                + dialog.calleeTag().length();
    }

    private static InquiryReply page(EntityDirectory.Page page, Throwable failure) {
        if (failure != null) {
            var reason = failure.getMessage();
            return new InquiryReply.NotRead(reason == null ? failure.toString() : reason);
        }
        int room = ROOM;
        for (int i = 0; i < page.ids().size(); i++) {
            room -= page.ids().get(i).length();
            // The first one always goes, or nobody would ever get past it.
            if (room < 0 && i > 0) {
                var ids = page.ids().subList(0, i);
                return new InquiryReply.Ids(
                        new EntityDirectory.Page(ids, Optional.of(ids.getLast())));
            }
        }
        return new InquiryReply.Ids(page);
    }
}
