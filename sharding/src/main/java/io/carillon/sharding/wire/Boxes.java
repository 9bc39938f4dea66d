package io.carillon.sharding.wire;

import com.google.protobuf.InvalidProtocolBufferException;

import io.carillon.sharding.wire.proto.WireBox;
import io.carillon.sharding.wire.proto.WireMachine;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;
import io.carillon.sip.message.SipMessage;
import io.carillon.sip.proxy.ClientTransaction;
import io.carillon.sip.proxy.ServerTransaction;
import io.carillon.sip.transaction.InviteClient;
import io.carillon.sip.transaction.InviteServer;
import io.carillon.sip.transaction.NonInviteClient;
import io.carillon.sip.transaction.NonInviteServer;

import java.util.function.ToIntFunction;

/// The states of the four transaction machines, to their wire form and back. RFC 3261 §17.
final class Boxes {
    private Boxes() {}

    /// Finds the messages that a box holds.
    interface Messages {
        Request request(int number) throws InvalidProtocolBufferException;

        Response response(int number) throws InvalidProtocolBufferException;
    }

    private static WireMachine in(WireBox box) {
        return WireMachine.newBuilder().setBox(box).build();
    }

    private static WireMachine in(WireBox box, int message) {
        return WireMachine.newBuilder().setBox(box).setMessage(message).build();
    }

    private static WireMachine in(WireBox box, int message, long interval) {
        return WireMachine.newBuilder()
                .setBox(box)
                .setMessage(message)
                .setInterval(interval)
                .build();
    }

    /// @param number gives a message its number
    static WireMachine server(ServerTransaction server, ToIntFunction<SipMessage> number) {
        return switch (server) {
            case ServerTransaction.Invite(var state) ->
                    switch (state) {
                        case InviteServer.State.Trying(var trying) ->
                                in(WireBox.INVITE_SERVER_TRYING, number.applyAsInt(trying));
                        case InviteServer.State.Proceeding(var last) ->
                                in(WireBox.INVITE_SERVER_PROCEEDING, number.applyAsInt(last));
                        case InviteServer.State.Completed(var last, var interval) ->
                                in(
                                        WireBox.INVITE_SERVER_COMPLETED,
                                        number.applyAsInt(last),
                                        interval);
                        case InviteServer.State.Accepted() -> in(WireBox.INVITE_SERVER_ACCEPTED);
                        case InviteServer.State.Confirmed() -> in(WireBox.INVITE_SERVER_CONFIRMED);
                        case InviteServer.State.Terminated() ->
                                in(WireBox.INVITE_SERVER_TERMINATED);
                    };
            case ServerTransaction.Other(var state) ->
                    switch (state) {
                        case NonInviteServer.State.Trying(var request) ->
                                in(WireBox.OTHER_SERVER_TRYING, number.applyAsInt(request));
                        case NonInviteServer.State.Proceeding(var last) ->
                                in(WireBox.OTHER_SERVER_PROCEEDING, number.applyAsInt(last));
                        case NonInviteServer.State.Completed(var last) ->
                                in(WireBox.OTHER_SERVER_COMPLETED, number.applyAsInt(last));
                        case NonInviteServer.State.Abandoned() ->
                                in(WireBox.OTHER_SERVER_ABANDONED);
                        case NonInviteServer.State.Terminated() ->
                                in(WireBox.OTHER_SERVER_TERMINATED);
                    };
        };
    }

    static ServerTransaction server(WireMachine wire, Messages messages)
            throws InvalidProtocolBufferException {
        int message = wire.getMessage();
        return switch (wire.getBox()) {
            case INVITE_SERVER_TRYING ->
                    invite(new InviteServer.State.Trying(messages.response(message)));
            case INVITE_SERVER_PROCEEDING ->
                    invite(new InviteServer.State.Proceeding(messages.response(message)));
            case INVITE_SERVER_COMPLETED ->
                    invite(
                            new InviteServer.State.Completed(
                                    messages.response(message), wire.getInterval()));
            case INVITE_SERVER_ACCEPTED -> invite(new InviteServer.State.Accepted());
            case INVITE_SERVER_CONFIRMED -> invite(new InviteServer.State.Confirmed());
            case INVITE_SERVER_TERMINATED -> invite(new InviteServer.State.Terminated());
            case OTHER_SERVER_TRYING ->
                    other(new NonInviteServer.State.Trying(messages.request(message)));
            case OTHER_SERVER_PROCEEDING ->
                    other(new NonInviteServer.State.Proceeding(messages.response(message)));
            case OTHER_SERVER_COMPLETED ->
                    other(new NonInviteServer.State.Completed(messages.response(message)));
            case OTHER_SERVER_ABANDONED -> other(new NonInviteServer.State.Abandoned());
            case OTHER_SERVER_TERMINATED -> other(new NonInviteServer.State.Terminated());
            case INVITE_CLIENT_CALLING,
                    INVITE_CLIENT_PROCEEDING,
                    INVITE_CLIENT_COMPLETED,
                    INVITE_CLIENT_ACCEPTED,
                    INVITE_CLIENT_TERMINATED,
                    OTHER_CLIENT_TRYING,
                    OTHER_CLIENT_PROCEEDING,
                    OTHER_CLIENT_COMPLETED,
                    OTHER_CLIENT_TERMINATED,
                    BOX_UNKNOWN,
                    UNRECOGNIZED ->
                    throw new InvalidProtocolBufferException(
                            "no box of a server: " + wire.getBox());
        };
    }

    private static ServerTransaction invite(InviteServer.State state) {
        return new ServerTransaction.Invite(state);
    }

    private static ServerTransaction other(NonInviteServer.State state) {
        return new ServerTransaction.Other(state);
    }

    /// @param number gives a message its number
    static WireMachine client(ClientTransaction client, ToIntFunction<SipMessage> number) {
        return switch (client) {
            case ClientTransaction.Invite(var state) ->
                    switch (state) {
                        case InviteClient.State.Calling(var invite, var interval) ->
                                in(
                                        WireBox.INVITE_CLIENT_CALLING,
                                        number.applyAsInt(invite),
                                        interval);
                        case InviteClient.State.Proceeding(var invite) ->
                                in(WireBox.INVITE_CLIENT_PROCEEDING, number.applyAsInt(invite));
                        case InviteClient.State.Completed(var ack) ->
                                in(WireBox.INVITE_CLIENT_COMPLETED, number.applyAsInt(ack));
                        case InviteClient.State.Accepted() -> in(WireBox.INVITE_CLIENT_ACCEPTED);
                        case InviteClient.State.Terminated() ->
                                in(WireBox.INVITE_CLIENT_TERMINATED);
                    };
            case ClientTransaction.Other(var state) ->
                    switch (state) {
                        case NonInviteClient.State.Trying(var request, var interval) ->
                                in(
                                        WireBox.OTHER_CLIENT_TRYING,
                                        number.applyAsInt(request),
                                        interval);
                        case NonInviteClient.State.Proceeding(var request) ->
                                in(WireBox.OTHER_CLIENT_PROCEEDING, number.applyAsInt(request));
                        case NonInviteClient.State.Completed() ->
                                in(WireBox.OTHER_CLIENT_COMPLETED);
                        case NonInviteClient.State.Terminated() ->
                                in(WireBox.OTHER_CLIENT_TERMINATED);
                    };
        };
    }

    static ClientTransaction client(WireMachine wire, Messages messages)
            throws InvalidProtocolBufferException {
        int message = wire.getMessage();
        return switch (wire.getBox()) {
            case INVITE_CLIENT_CALLING ->
                    invite(
                            new InviteClient.State.Calling(
                                    messages.request(message), wire.getInterval()));
            case INVITE_CLIENT_PROCEEDING ->
                    invite(new InviteClient.State.Proceeding(messages.request(message)));
            case INVITE_CLIENT_COMPLETED ->
                    invite(new InviteClient.State.Completed(messages.request(message)));
            case INVITE_CLIENT_ACCEPTED -> invite(new InviteClient.State.Accepted());
            case INVITE_CLIENT_TERMINATED -> invite(new InviteClient.State.Terminated());
            case OTHER_CLIENT_TRYING ->
                    other(
                            new NonInviteClient.State.Trying(
                                    messages.request(message), wire.getInterval()));
            case OTHER_CLIENT_PROCEEDING ->
                    other(new NonInviteClient.State.Proceeding(messages.request(message)));
            case OTHER_CLIENT_COMPLETED -> other(new NonInviteClient.State.Completed());
            case OTHER_CLIENT_TERMINATED -> other(new NonInviteClient.State.Terminated());
            case INVITE_SERVER_TRYING,
                    INVITE_SERVER_PROCEEDING,
                    INVITE_SERVER_COMPLETED,
                    INVITE_SERVER_ACCEPTED,
                    INVITE_SERVER_CONFIRMED,
                    INVITE_SERVER_TERMINATED,
                    OTHER_SERVER_TRYING,
                    OTHER_SERVER_PROCEEDING,
                    OTHER_SERVER_COMPLETED,
                    OTHER_SERVER_ABANDONED,
                    OTHER_SERVER_TERMINATED,
                    BOX_UNKNOWN,
                    UNRECOGNIZED ->
                    throw new InvalidProtocolBufferException(
                            "no box of a client: " + wire.getBox());
        };
    }

    private static ClientTransaction invite(InviteClient.State state) {
        return new ClientTransaction.Invite(state);
    }

    private static ClientTransaction other(NonInviteClient.State state) {
        return new ClientTransaction.Other(state);
    }
}
