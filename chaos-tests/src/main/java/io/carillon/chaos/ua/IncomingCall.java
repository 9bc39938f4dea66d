package io.carillon.chaos.ua;

import io.carillon.sip.codec.MessageWriter;
import io.carillon.sip.message.Header;
import io.carillon.sip.message.HeaderName;
import io.carillon.sip.message.Method;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A call that rings this telephone.
///
/// A CANCEL is answered 200 and the INVITE 487 by itself, as any telephone does; final responses
/// are repeated until they are acknowledged.
public final class IncomingCall {
    private static final long T1_MILLIS = 500;
    private static final long T2_MILLIS = 4000;
    private static final long GIVE_UP_MILLIS = 32_000;

    private final UserAgent phone;
    private final Request invite;
    private final Wire.Link back;
    private final String tag = Requests.random();
    private final Happening ack = new Happening("ACK");
    private final Happening cancel = new Happening("CANCEL");
    private final Happening bye = new Happening("BYE");
    private Response last;

    IncomingCall(UserAgent phone, Request invite, Wire.Link back) {
        this.phone = phone;
        this.invite = invite;
        this.back = back;
    }

    /// The INVITE as it came.
    public Request invite() {
        return invite;
    }

    /// Answers 180.
    public void ring() {
        respond(withContact(Response.to(invite, 180, tag)));
    }

    /// Answers 200 with a session description, and waits for the ACK.
    public void answer() {
        var plain = withContact(Response.to(invite, 200, tag));
        var headers =
                plain.headers()
                        .edit()
                        .set(HeaderName.CONTENT_TYPE, "application/sdp")
                        .set(HeaderName.CONTENT_LENGTH, Integer.toString(Requests.sdp().length()))
                        .build();
        respond(Response.of(200, "OK", headers, Requests.sdp()));
        ack.await(UserAgent.PATIENCE);
    }

    /// Answers with a failure, and waits for the ACK.
    public void reject(int status) {
        respond(Response.to(invite, status, tag));
        ack.await(UserAgent.PATIENCE);
    }

    private Response withContact(Response response) {
        var lines =
                Stream.concat(
                                invite.headers().all(HeaderName.RECORD_ROUTE).stream(),
                                Stream.of(Header.of(HeaderName.CONTACT, phone.contact())))
                        .toList();
        var headers = response.headers().edit();
        lines.forEach(headers::append);
        return response.withHeaders(headers.build());
    }

    private synchronized void respond(Response response) {
        last = response;
        back.send(MessageWriter.bytes(response));
        if (response.isFinal()) {
            repeatLater(response, T1_MILLIS, GIVE_UP_MILLIS);
        }
    }

    /// A 2xx is repeated over every transport (§13.3.1.4), other answers over UDP (§17.2.1).
    private void repeatLater(Response response, long interval, long left) {
        if (left <= 0 || !response.isSuccess() && phone.isReliable()) {
            return;
        }
        phone.later(
                interval,
                TimeUnit.MILLISECONDS,
                () -> {
                    if (!ack.hasHappened()) {
                        back.send(MessageWriter.bytes(response));
                        repeatLater(response, Math.min(interval * 2, T2_MILLIS), left - interval);
                    }
                });
    }

    synchronized void repeatLast() {
        if (last != null) {
            back.send(MessageWriter.bytes(last));
        }
    }

    synchronized void cancelled() {
        cancel.happen();
        if (last == null || last.isProvisional()) {
            respond(Response.to(invite, 487, tag));
        }
    }

    /// Waits for the CANCEL, and for the ACK of the 487 that followed it.
    public void awaitCancel(Duration atMost) {
        cancel.await(atMost);
        ack.await(UserAgent.PATIENCE);
    }

    /// Waits until the caller hangs up.
    public void awaitEnd(Duration atMost) {
        bye.await(atMost);
    }

    /// Hangs up an answered call; the caller must agree.
    public void hangUp() {
        var dialog = Dialog.ofCallee(invite, last);
        var outcome =
                phone.send(dialog.next(phone.requests(), Method.BYE)).outcome(UserAgent.PATIENCE);
        if (outcome.status() != 200) {
            throw new AssertionError("BYE was answered: " + outcome);
        }
    }

    /// What requests of this dialog carry as their To tag.
    String tag() {
        return tag;
    }

    boolean isCancelled() {
        return cancel.hasHappened();
    }

    Happening ack() {
        return ack;
    }

    Happening bye() {
        return bye;
    }

    Stream<String> unexpected() {
        return Stream.of(ack, cancel, bye).flatMap(each -> each.unexpected().stream());
    }
}
