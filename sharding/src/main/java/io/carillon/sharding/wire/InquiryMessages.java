package io.carillon.sharding.wire;

import com.google.protobuf.InvalidProtocolBufferException;

import io.carillon.persistence.EntityDirectory;
import io.carillon.sharding.inquiry.Inquiry;
import io.carillon.sharding.inquiry.InquiryReply;
import io.carillon.sharding.wire.proto.WireCall;
import io.carillon.sharding.wire.proto.WireCalls;
import io.carillon.sharding.wire.proto.WireFindCall;
import io.carillon.sharding.wire.proto.WireIds;
import io.carillon.sharding.wire.proto.WireListCalls;
import io.carillon.sharding.wire.proto.WireListIds;
import io.carillon.sharding.wire.proto.WireNotRead;

import java.util.List;
import java.util.Optional;

/// What core nodes are asked on behalf of operators and answer, to its wire form and back
/// (inquiry.proto).
final class InquiryMessages {
    private final ActorRefs refs;

    InquiryMessages(ActorRefs refs) {
        this.refs = refs;
    }

    WireListCalls listCalls(Inquiry.ListCalls inquiry) {
        return WireListCalls.newBuilder()
                .setLimit(inquiry.limit())
                .setReplyTo(refs.text(inquiry.replyTo()))
                .build();
    }

    Inquiry.ListCalls listCalls(WireListCalls wire) throws InvalidProtocolBufferException {
        return new Inquiry.ListCalls(wire.getLimit(), refs.ref(wire.getReplyTo()));
    }

    WireFindCall findCall(Inquiry.FindCall inquiry) {
        return WireFindCall.newBuilder()
                .setCallId(inquiry.callId())
                .setReplyTo(refs.text(inquiry.replyTo()))
                .build();
    }

    Inquiry.FindCall findCall(WireFindCall wire) throws InvalidProtocolBufferException {
        return new Inquiry.FindCall(wire.getCallId(), refs.ref(wire.getReplyTo()));
    }

    WireListIds listIds(Inquiry.ListIds inquiry) {
        var wire =
                WireListIds.newBuilder()
                        .setPrefix(inquiry.prefix())
                        .setLimit(inquiry.limit())
                        .setReplyTo(refs.text(inquiry.replyTo()));
        inquiry.after().ifPresent(wire::setAfter);
        return wire.build();
    }

    Inquiry.ListIds listIds(WireListIds wire) throws InvalidProtocolBufferException {
        return new Inquiry.ListIds(
                wire.getPrefix(),
                wire.hasAfter() ? Optional.of(wire.getAfter()) : Optional.empty(),
                wire.getLimit(),
                refs.ref(wire.getReplyTo()));
    }

    static WireCalls calls(InquiryReply.Calls reply) {
        var wire = WireCalls.newBuilder().setMore(reply.more());
        for (var call : reply.calls()) {
            var one = WireCall.newBuilder().setCallId(call.callId());
            for (var dialog : call.dialogs()) one.addDialogs(CallStateWriting.dialog(dialog));
            wire.addCalls(one);
        }
        return wire.build();
    }

    static InquiryReply.Calls calls(WireCalls wire) {
        return new InquiryReply.Calls(
                wire.getCallsList().stream().map(InquiryMessages::call).toList(), wire.getMore());
    }

    private static InquiryReply.Call call(WireCall wire) {
        var dialogs = wire.getDialogsList().stream().map(CallStateReading::dialog).toList();
        return new InquiryReply.Call(wire.getCallId(), dialogs);
    }

    static WireIds ids(InquiryReply.Ids reply) {
        var wire = WireIds.newBuilder().addAllIds(reply.page().ids());
        reply.page().next().ifPresent(wire::setNext);
        return wire.build();
    }

    static InquiryReply.Ids ids(WireIds wire) {
        return new InquiryReply.Ids(
                new EntityDirectory.Page(
                        List.copyOf(wire.getIdsList()),
                        wire.hasNext() ? Optional.of(wire.getNext()) : Optional.empty()));
    }

    static WireNotRead notRead(InquiryReply.NotRead reply) {
        return WireNotRead.newBuilder().setReason(reply.reason()).build();
    }

    static InquiryReply.NotRead notRead(WireNotRead wire) {
        return new InquiryReply.NotRead(wire.getReason());
    }
}
