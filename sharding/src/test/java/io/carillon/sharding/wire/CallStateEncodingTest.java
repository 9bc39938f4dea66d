package io.carillon.sharding.wire;

import static io.carillon.sip.proxy.ProxyEvent.Origin.COPIED;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.sharding.wire.proto.WireBox;
import io.carillon.sip.codec.MessageWriter;
import io.carillon.sip.message.Request;
import io.carillon.sip.proxy.CallState;
import io.carillon.sip.proxy.ProxyCore;
import io.carillon.sip.proxy.ProxyEffect;
import io.carillon.sip.proxy.ProxyEvent;
import io.carillon.sip.transport.Flow;
import io.carillon.sip.transport.Transport;

import org.junit.jupiter.api.Test;

import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Random;

/// Goal: a call goes on from the octets of its state as it would have gone on where it was.
///
/// Method: random calls; after each event the state is written and read, and the state that was
/// read is stepped beside the one that was not. The seed is in the description of a failure.
class CallStateEncodingTest {
    private static final long NOW = 1_800_000_000_000L;
    private static final int CALLS = 300;
    private static final int EVENTS = 60;

    private final ProxyCore core = RandomCall.core();

    @Test
    void aStateThatWasReadGoesOnLikeTheOneThatWasWritten() {
        var seed = Long.getLong("carillon.seed", System.nanoTime());
        System.out.println("random calls: -Dcarillon.seed=" + seed);
        var boxes = EnumSet.noneOf(WireBox.class);
        for (int i = 0; i < CALLS; i++) play(seed + i, boxes);
        var missed = EnumSet.complementOf(boxes);
        missed.removeAll(EnumSet.of(WireBox.BOX_UNKNOWN, WireBox.UNRECOGNIZED));
        assertThat(missed).as("boxes that no call was in").isEmpty();
    }

    private static void note(EnumSet<WireBox> boxes, CallState state) {
        for (var context : CallStateEncoding.state(state).getContextsList()) {
            boxes.add(context.getServer().getBox());
            for (var fork : context.getForksList()) {
                if (fork.hasClient()) boxes.add(fork.getClient().getBox());
                if (fork.hasCancel()) boxes.add(fork.getCancel().getBox());
            }
        }
    }

    private void play(long seed, EnumSet<WireBox> boxes) {
        var call = new RandomCall(new Random(seed));
        var state = CallState.NONE;
        var travelled = CallState.NONE;
        long now = NOW;
        for (int i = 0; i < EVENTS; i++) {
            now += call.pause(state, now);
            var event = call.next();
            var step = core.on(state, event, now);
            var far = core.on(travelled, event, now);

            var where = "seed " + seed + ", event " + i + ": " + event;
            assertThat(Telling.of(far.effects())).as(where).isEqualTo(Telling.of(step.effects()));
            assertThat(Telling.of(far.next())).as(where).isEqualTo(Telling.of(step.next()));
            step.effects().forEach(call::see);
            for (var effect : step.effects()) goOn(effect, now, where);
            state = step.next();
            note(boxes, state);
            travelled = read(far.next());
        }
        assertThat(Telling.of(travelled)).isEqualTo(Telling.of(state));
    }

    /// What another node keeps for the case that this one dies does the same there.
    private void goOn(ProxyEffect effect, long now, String where) {
        if (!(effect instanceof ProxyEffect.Keep(var copy))) return;
        var here = core.on(CallState.NONE, new ProxyEvent.Resumed(copy, COPIED), now);
        var there = core.on(CallState.NONE, new ProxyEvent.Resumed(read(copy), COPIED), now);
        assertThat(Telling.of(there.effects())).as(where).isEqualTo(Telling.of(here.effects()));
        assertThat(Telling.of(there.next())).as(where).isEqualTo(Telling.of(here.next()));
    }

    private static CallState read(CallState state) {
        return CallStateEncoding.decode(CallStateEncoding.encode(state)).orElseThrow();
    }

    /// A message that a datagram ended has no Content-Length; it gets one like any that is sent.
    @Test
    void bodiesTravelToTheOctetWithAndWithoutTheirLength() {
        var body = "\u0000\u00ff\r\n\r\nINVITE";
        var request =
                (Request)
                        Telling.message(
                                "INVITE sip:bob@198.51.100.2 SIP/2.0",
                                "Via: SIP/2.0/UDP 198.51.100.1;branch=z9hG4bK1",
                                "From: <sip:alice@example.com>;tag=a",
                                "To: <sip:bob@example.com>",
                                "Call-ID: call",
                                "CSeq: 1 INVITE",
                                "",
                                body);
        var flow = new Flow(Transport.UDP, 0, 0, new InetSocketAddress("198.51.100.1", 5060));
        var state = core.on(CallState.NONE, new ProxyEvent.Received(request, flow), NOW).next();

        var received = read(state).contexts().getFirst().received();

        assertThat(received.body().toBytes()).isEqualTo(request.body().toBytes());
        assertThat(MessageWriter.bytes(received)).isEqualTo(MessageWriter.bytes(request));
    }

    @Test
    void whatSeveralPartsHoldIsSharedAgain() {
        var state = pending();

        var read = read(state).contexts().getFirst();
        var was = state.contexts().getFirst();

        assertThat(was.routed().request()).isSameAs(was.received());
        assertThat(read.routed().request()).isSameAs(read.received());
        assertThat(CallStateEncoding.encode(state).length)
                .as("one INVITE received, one sent, one answer")
                .isLessThan(3 * 700 + 700);
    }

    private CallState pending() {
        var call = new RandomCall(new Random(1));
        var state = CallState.NONE;
        long now = NOW;
        while (!state.isPending() || state.contexts().getFirst().forks().isEmpty()) {
            var step = core.on(state, call.next(), now++);
            step.effects().forEach(call::see);
            state = step.next();
        }
        return state;
    }

    @Test
    void damagedOctetsAreNoStateAndNoException() {
        var octets = CallStateEncoding.encode(pending());
        var random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            var damaged = Arrays.copyOf(octets, octets.length - random.nextInt(3));
            for (int j = random.nextInt(1, 4); j > 0; j--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            CallStateEncoding.decode(damaged);
        }
        assertThat(CallStateEncoding.decode(Arrays.copyOf(octets, octets.length / 2))).isEmpty();
    }
}
