package io.carillon.sharding.wire;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.MessageLite;

import io.carillon.sharding.call.CallCommand;
import io.carillon.sharding.flow.EdgeDescription;
import io.carillon.sharding.flow.OutletCommand;
import io.carillon.sharding.handover.HandoverCommand;
import io.carillon.sharding.inquiry.Inquiry;
import io.carillon.sharding.inquiry.InquiryReply;
import io.carillon.sharding.location.AccountReply;
import io.carillon.sharding.location.AorCommand;
import io.carillon.sharding.location.AorReply;
import io.carillon.sharding.location.BindingsReply;
import io.carillon.sharding.wire.proto.WireAccount;
import io.carillon.sharding.wire.proto.WireAcknowledge;
import io.carillon.sharding.wire.proto.WireAorQuestion;
import io.carillon.sharding.wire.proto.WireAuthenticate;
import io.carillon.sharding.wire.proto.WireAuthenticated;
import io.carillon.sharding.wire.proto.WireBindings;
import io.carillon.sharding.wire.proto.WireCalls;
import io.carillon.sharding.wire.proto.WireClaim;
import io.carillon.sharding.wire.proto.WireClaimed;
import io.carillon.sharding.wire.proto.WireDescribe;
import io.carillon.sharding.wire.proto.WireDraining;
import io.carillon.sharding.wire.proto.WireEdgeDescription;
import io.carillon.sharding.wire.proto.WireFailed;
import io.carillon.sharding.wire.proto.WireFindCall;
import io.carillon.sharding.wire.proto.WireForget;
import io.carillon.sharding.wire.proto.WireFormer;
import io.carillon.sharding.wire.proto.WireIds;
import io.carillon.sharding.wire.proto.WireIncoming;
import io.carillon.sharding.wire.proto.WireKeep;
import io.carillon.sharding.wire.proto.WireKept;
import io.carillon.sharding.wire.proto.WireListCalls;
import io.carillon.sharding.wire.proto.WireListIds;
import io.carillon.sharding.wire.proto.WireLocated;
import io.carillon.sharding.wire.proto.WireLookUp;
import io.carillon.sharding.wire.proto.WireMove;
import io.carillon.sharding.wire.proto.WireNotRead;
import io.carillon.sharding.wire.proto.WireRegister;
import io.carillon.sharding.wire.proto.WireSend;
import io.carillon.sharding.wire.proto.WireSetCredentials;
import io.carillon.sharding.wire.proto.WireUnreachable;

import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.serialization.SerializerWithStringManifest;

import java.io.IOException;
import java.io.NotSerializableException;

/// Turns whatever Carillon's nodes tell each other into octets and back, under manifests that no
/// refactoring changes.
///
/// Octets are protobuf messages; the .proto files hold the rules of change. Unknown fields are
/// ignored: a newer node may have written them. Under an unknown manifest, or from damaged octets,
/// comes NotSerializableException, and Pekko drops that one message. Events and snapshots are none
/// of its business: see EventCodec in `persistence`. Stateless, safe from any thread.
public final class WireSerializer extends SerializerWithStringManifest {
    /// Part of the protocol between nodes: never changes.
    private static final int IDENTIFIER = 5_062;

    static final String RECEIVED = "call.received.v1";
    static final String RESPONDED = "call.responded.v1";
    static final String UNREACHABLE = "call.unreachable.v1";

    static final String RESUME = "call.resume.v1";

    static final String REGISTER = "aor.register.v1";
    static final String LOOK_UP = "aor.look-up.v1";
    static final String AUTHENTICATE = "aor.authenticate.v1";
    static final String SET_CREDENTIALS = "aor.set-credentials.v1";
    static final String REMOVE_ACCOUNT = "aor.remove-account.v1";
    static final String GET_ACCOUNT = "aor.get-account.v1";
    static final String GET_BINDINGS = "aor.get-bindings.v1";

    static final String LOCATED = "aor.located.v1";
    static final String AUTHENTICATED = "aor.authenticated.v1";
    static final String FAILED = "aor.failed.v1";
    static final String BINDINGS = "aor.bindings.v1";
    static final String ACCOUNT_EXISTS = "account.exists.v1";
    static final String ACCOUNT_ABSENT = "account.absent.v1";
    static final String ACCOUNT_NOT_STORED = "account.not-stored.v1";

    static final String SEND = "outlet.send.v1";
    static final String ACKNOWLEDGE = "outlet.acknowledge.v1";
    static final String DESCRIBE = "outlet.describe.v1";
    static final String EDGE_DESCRIPTION = "edge.description.v1";

    static final String PUSH = "handover.push.v1";
    static final String ACKNOWLEDGED = "handover.acknowledged.v1";
    static final String CLAIM = "handover.claim.v1";
    static final String CLAIMED = "handover.claimed.v1";
    static final String KEEP = "handover.keep.v1";
    static final String KEPT = "handover.kept.v1";
    static final String FORGET = "handover.forget.v1";
    static final String DRAINING = "handover.draining.v1";

    static final String LIST_CALLS = "inquiry.list-calls.v1";
    static final String FIND_CALL = "inquiry.find-call.v1";
    static final String LIST_IDS = "inquiry.list-ids.v1";
    static final String CALLS = "inquiry.calls.v1";
    static final String IDS = "inquiry.ids.v1";
    static final String NOT_READ = "inquiry.not-read.v1";

    private final AorCommands aors;
    private final OutletMessages outlets;
    private final InquiryMessages inquiries;

    /// Made by Pekko, by this signature.
    public WireSerializer(ExtendedActorSystem system) {
        var refs = new ActorRefs(system);
        this.aors = new AorCommands(refs);
        this.outlets = new OutletMessages(refs);
        this.inquiries = new InquiryMessages(refs);
    }

    @Override
    public int identifier() {
        return IDENTIFIER;
    }

    @Override
    public String manifest(Object message) {
        return switch (message) {
            case CallCommand.Received _ -> RECEIVED;
            case CallCommand.Responded _ -> RESPONDED;
            case CallCommand.Unreachable _ -> UNREACHABLE;
            case CallCommand.Resume _ -> RESUME;
            case OutletCommand command ->
                    switch (command) {
                        case OutletCommand.Send _ -> SEND;
                        case OutletCommand.Acknowledge _ -> ACKNOWLEDGE;
                        case OutletCommand.Describe _ -> DESCRIBE;
                    };
            case EdgeDescription _ -> EDGE_DESCRIPTION;
            case HandoverCommand.BetweenNodes command ->
                    switch (command) {
                        case HandoverCommand.Push _ -> PUSH;
                        case HandoverCommand.Acknowledged _ -> ACKNOWLEDGED;
                        case HandoverCommand.Claim _ -> CLAIM;
                        case HandoverCommand.Claimed _ -> CLAIMED;
                        case HandoverCommand.Keep _ -> KEEP;
                        case HandoverCommand.Kept _ -> KEPT;
                        case HandoverCommand.Forget _ -> FORGET;
                        case HandoverCommand.Draining _ -> DRAINING;
                    };
            case AorCommand.ToAor command ->
                    switch (command) {
                        case AorCommand.Register _ -> REGISTER;
                        case AorCommand.LookUp _ -> LOOK_UP;
                        case AorCommand.Authenticate _ -> AUTHENTICATE;
                        case AorCommand.SetCredentials _ -> SET_CREDENTIALS;
                        case AorCommand.RemoveAccount _ -> REMOVE_ACCOUNT;
                        case AorCommand.GetAccount _ -> GET_ACCOUNT;
                        case AorCommand.GetBindings _ -> GET_BINDINGS;
                    };
            case AorReply reply ->
                    switch (reply) {
                        case AorReply.Located _ -> LOCATED;
                        case AorReply.Authenticated _ -> AUTHENTICATED;
                        case AorReply.Failed _ -> FAILED;
                    };
            case AccountReply reply ->
                    switch (reply) {
                        case AccountReply.Exists _ -> ACCOUNT_EXISTS;
                        case AccountReply.Absent _ -> ACCOUNT_ABSENT;
                        case AccountReply.NotStored _ -> ACCOUNT_NOT_STORED;
                    };
            case BindingsReply _ -> BINDINGS;
            case Inquiry inquiry ->
                    switch (inquiry) {
                        case Inquiry.ListCalls _ -> LIST_CALLS;
                        case Inquiry.FindCall _ -> FIND_CALL;
                        case Inquiry.ListIds _ -> LIST_IDS;
                    };
            case InquiryReply reply ->
                    switch (reply) {
                        case InquiryReply.Calls _ -> CALLS;
                        case InquiryReply.Ids _ -> IDS;
                        case InquiryReply.NotRead _ -> NOT_READ;
                    };
            default -> throw staysHere(message);
        };
    }

    @Override
    public byte[] toBinary(Object message) {
        return wire(message).toByteArray();
    }

    private MessageLite wire(Object message) {
        return switch (message) {
            case CallCommand.Received command -> CallMessages.received(command);
            case CallCommand.Responded command -> CallMessages.responded(command);
            case CallCommand.Unreachable command -> CallMessages.unreachable(command);
            case CallCommand.Resume(var former) -> HandoverMessages.former(former);
            case OutletCommand command ->
                    switch (command) {
                        case OutletCommand.Send c -> OutletMessages.send(c);
                        case OutletCommand.Acknowledge c -> OutletMessages.acknowledge(c);
                        case OutletCommand.Describe c -> outlets.describe(c);
                    };
            case EdgeDescription description -> OutletMessages.description(description);
            case HandoverCommand.BetweenNodes command ->
                    switch (command) {
                        case HandoverCommand.Push(var former) -> HandoverMessages.former(former);
                        case HandoverCommand.Acknowledged(var id, var passage) ->
                                HandoverMessages.move(id, passage);
                        case HandoverCommand.Claim c -> HandoverMessages.claim(c);
                        case HandoverCommand.Claimed c -> HandoverMessages.claimed(c);
                        case HandoverCommand.Keep c -> HandoverMessages.keep(c);
                        case HandoverCommand.Kept c -> HandoverMessages.kept(c);
                        case HandoverCommand.Forget c -> HandoverMessages.forget(c);
                        case HandoverCommand.Draining c -> HandoverMessages.draining(c);
                    };
            case AorCommand.ToAor command ->
                    switch (command) {
                        case AorCommand.Register c -> aors.register(c);
                        case AorCommand.LookUp c -> aors.lookUp(c);
                        case AorCommand.Authenticate c -> aors.authenticate(c);
                        case AorCommand.SetCredentials c -> aors.setCredentials(c);
                        case AorCommand.RemoveAccount c -> aors.question(c, c.replyTo());
                        case AorCommand.GetAccount c -> aors.question(c, c.replyTo());
                        case AorCommand.GetBindings c -> aors.question(c, c.replyTo());
                    };
            case AorReply reply ->
                    switch (reply) {
                        case AorReply.Located r -> AorReplies.located(r);
                        case AorReply.Authenticated r -> AorReplies.authenticated(r);
                        case AorReply.Failed r -> AorReplies.failed(r);
                    };
            case AccountReply reply -> AorReplies.account(reply);
            case BindingsReply reply -> AorReplies.bindings(reply);
            case Inquiry inquiry ->
                    switch (inquiry) {
                        case Inquiry.ListCalls i -> inquiries.listCalls(i);
                        case Inquiry.FindCall i -> inquiries.findCall(i);
                        case Inquiry.ListIds i -> inquiries.listIds(i);
                    };
            case InquiryReply reply ->
                    switch (reply) {
                        case InquiryReply.Calls r -> InquiryMessages.calls(r);
                        case InquiryReply.Ids r -> InquiryMessages.ids(r);
                        case InquiryReply.NotRead r -> InquiryMessages.notRead(r);
                    };
            default -> throw staysHere(message);
        };
    }

    /// A message that an entity gets from its own node alone.
    private static IllegalArgumentException staysHere(Object message) {
        return new IllegalArgumentException(
                "not to be sent to another node: " + message.getClass().getName());
    }

    @Override
    public Object fromBinary(byte[] octets, String manifest) throws NotSerializableException {
        try {
            return message(CallStateEncoding.input(octets), manifest);
        } catch (NotSerializableException e) {
            throw e;
        } catch (IOException e) {
            var damaged =
                    new NotSerializableException(
                            "damaged message '" + manifest + "': " + e.getMessage());
            damaged.initCause(e);
            throw damaged;
        }
    }

    private Object message(CodedInputStream in, String manifest) throws IOException {
        return switch (manifest) {
            case RECEIVED -> CallMessages.received(WireIncoming.parseFrom(in));
            case RESPONDED -> CallMessages.responded(WireIncoming.parseFrom(in));
            case UNREACHABLE -> CallMessages.unreachable(WireUnreachable.parseFrom(in));
            case RESUME ->
                    new CallCommand.Resume(HandoverMessages.former(WireFormer.parseFrom(in)));
            case SEND -> OutletMessages.send(WireSend.parseFrom(in));
            case ACKNOWLEDGE -> OutletMessages.acknowledge(WireAcknowledge.parseFrom(in));
            case DESCRIBE -> outlets.describe(WireDescribe.parseFrom(in));
            case EDGE_DESCRIPTION -> OutletMessages.description(WireEdgeDescription.parseFrom(in));
            default -> ofAor(in, manifest);
        };
    }

    private Object ofAor(CodedInputStream in, String manifest) throws IOException {
        return switch (manifest) {
            case REGISTER -> aors.register(WireRegister.parseFrom(in));
            case LOOK_UP -> aors.lookUp(WireLookUp.parseFrom(in));
            case AUTHENTICATE -> aors.authenticate(WireAuthenticate.parseFrom(in));
            case SET_CREDENTIALS -> aors.setCredentials(WireSetCredentials.parseFrom(in));
            case REMOVE_ACCOUNT -> aors.removeAccount(WireAorQuestion.parseFrom(in));
            case GET_ACCOUNT -> aors.getAccount(WireAorQuestion.parseFrom(in));
            case GET_BINDINGS -> aors.getBindings(WireAorQuestion.parseFrom(in));
            case LOCATED -> AorReplies.located(WireLocated.parseFrom(in));
            case AUTHENTICATED -> AorReplies.authenticated(WireAuthenticated.parseFrom(in));
            case FAILED -> AorReplies.failed(WireFailed.parseFrom(in));
            case BINDINGS -> AorReplies.bindings(WireBindings.parseFrom(in));
            case ACCOUNT_EXISTS ->
                    new AccountReply.Exists(WireValues.aor(WireAccount.parseFrom(in).getAor()));
            case ACCOUNT_ABSENT ->
                    new AccountReply.Absent(WireValues.aor(WireAccount.parseFrom(in).getAor()));
            case ACCOUNT_NOT_STORED ->
                    new AccountReply.NotStored(WireValues.aor(WireAccount.parseFrom(in).getAor()));
            default -> betweenNodes(in, manifest);
        };
    }

    private Object betweenNodes(CodedInputStream in, String manifest) throws IOException {
        return switch (manifest) {
            case PUSH ->
                    new HandoverCommand.Push(HandoverMessages.former(WireFormer.parseFrom(in)));
            case ACKNOWLEDGED -> HandoverMessages.acknowledged(WireMove.parseFrom(in));
            case CLAIM -> HandoverMessages.claim(WireClaim.parseFrom(in));
            case CLAIMED -> HandoverMessages.claimed(WireClaimed.parseFrom(in));
            case KEEP -> HandoverMessages.keep(WireKeep.parseFrom(in));
            case KEPT -> HandoverMessages.kept(WireKept.parseFrom(in));
            case FORGET -> HandoverMessages.forget(WireForget.parseFrom(in));
            case DRAINING -> HandoverMessages.draining(WireDraining.parseFrom(in));
            default -> ofOperators(in, manifest);
        };
    }

    private Object ofOperators(CodedInputStream in, String manifest) throws IOException {
        return switch (manifest) {
            case LIST_CALLS -> inquiries.listCalls(WireListCalls.parseFrom(in));
            case FIND_CALL -> inquiries.findCall(WireFindCall.parseFrom(in));
            case LIST_IDS -> inquiries.listIds(WireListIds.parseFrom(in));
            case CALLS -> InquiryMessages.calls(WireCalls.parseFrom(in));
            case IDS -> InquiryMessages.ids(WireIds.parseFrom(in));
            case NOT_READ -> InquiryMessages.notRead(WireNotRead.parseFrom(in));
            default ->
                    throw new NotSerializableException(
                            "unknown message '" + manifest + "': of a newer release");
        };
    }
}
