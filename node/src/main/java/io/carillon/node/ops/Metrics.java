package io.carillon.node.ops;

import io.carillon.persistence.WriteLatency;
import io.carillon.sharding.call.CallObserver;
import io.carillon.sip.message.Method;
import io.carillon.sip.proxy.ProxyEffect;
import io.carillon.sip.transport.Transport;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// The numbers of a node: counters that cost some nanoseconds and no allocation, and their
/// Prometheus text.
///
/// Labels have few values whatever the network sends: unknown methods count as `other`. May be
/// called on any thread.
public final class Metrics implements CallObserver {
    /// Why something was refused; the label of `sip_rejected_total`.
    public enum Rejection {
        MALFORMED,
        CONNECTION_LIMIT,
        BAD_DESTINATION,
        STRAY
    }

    /// Which way a retransmission went.
    public enum Direction {
        RECEIVED,
        SENT
    }

    private static final Method[] METHODS = {
        Method.INVITE,
        Method.ACK,
        Method.BYE,
        Method.CANCEL,
        Method.REGISTER,
        Method.OPTIONS,
        Method.MESSAGE,
        Method.SUBSCRIBE,
        Method.NOTIFY,
        Method.PUBLISH,
        Method.INFO,
        Method.REFER,
        Method.UPDATE,
        Method.PRACK
    };
    private static final int LOWEST_CODE = 100;
    private static final int CODES = 600;

    /// By method, then by transport.
    private final List<Map<Transport, LongAdder>> requests = new ArrayList<>();

    /// Made when first needed: most combinations never are.
    private final AtomicReferenceArray<LongAdder> responses =
            new AtomicReferenceArray<>((METHODS.length + 1) * CODES);

    private final Map<Direction, LongAdder> retransmissions = adders(Direction.class);
    private final LongAdder handedAgain = new LongAdder();
    private final Map<Rejection, LongAdder> rejected = adders(Rejection.class);
    private final Histogram[] transactions = new Histogram[METHODS.length + 1];
    private volatile WriteLatency journalWrites = new WriteLatency();
    private volatile BooleanSupplier journalAvailable = () -> true;
    private volatile LongSupplier registrations = () -> 0;
    private volatile LongSupplier calls = () -> 0;
    private volatile LongSupplier callEntities = () -> 0;
    private volatile LongSupplier inviteCopies = () -> 0;
    private volatile LongSupplier handoverStates = () -> 0;
    private volatile LongSupplier connections = () -> 0;
    private volatile LongSupplier loopDelayMillis = () -> 0;
    private volatile Supplier<LinkTraffic> linkTraffic = () -> LinkTraffic.NONE;

    public Metrics() {
        for (int i = 0; i < transactions.length; i++) {
            transactions[i] = new Histogram();
            requests.add(adders(Transport.class));
        }
    }

    private static <E extends Enum<E>> Map<E, LongAdder> adders(Class<E> labels) {
        var adders = new EnumMap<E, LongAdder>(labels);
        for (var label : labels.getEnumConstants()) adders.put(label, new LongAdder());
        return adders;
    }

    private static int index(Method method) {
        for (int i = 0; i < METHODS.length; i++) {
            if (METHODS[i] == method) return i;
        }
        return METHODS.length;
    }

    private static String name(int method) {
        return method == METHODS.length ? "other" : METHODS[method].toString();
    }

    /// A request has come in.
    public void requestReceived(Method method, Transport transport) {
        requests.get(index(method)).get(transport).increment();
    }

    /// A response to a request of this method has been sent.
    public void responseSent(Method method, int code) {
        int at = index(method) * CODES + code - LOWEST_CODE;
        if (code < LOWEST_CODE || code >= LOWEST_CODE + CODES) return;
        var adder = responses.get(at);
        if (adder == null) {
            responses.compareAndSet(at, null, new LongAdder());
            adder = responses.get(at);
        }
        adder.increment();
    }

    /// A message was sent again, or has come in again.
    public void retransmission(Direction direction) {
        retransmissions.get(direction).increment();
    }

    /// A message that came over a reliable transport was told once more to its entity, which had
    /// not said that it was taken.
    public void handedAgain() {
        handedAgain.increment();
    }

    /// Something was refused.
    public void rejected(Rejection reason) {
        rejected.get(reason).increment();
    }

    /// How long a transaction took from its request to its final response.
    public void transactionTook(Method method, long nanos) {
        transactions[index(method)].record(nanos);
    }

    @Override
    public void finished(Method method, int status, long millis) {
        transactionTook(method, millis * 1_000_000);
    }

    @Override
    public void ended(String callId, ProxyEffect.Ended call) {}

    @Override
    public void repeated(boolean sent) {
        retransmission(sent ? Direction.SENT : Direction.RECEIVED);
    }

    /// Where the journal counts how long its writes take.
    public void journalWrites(WriteLatency counted) {
        journalWrites = counted;
    }

    /// Where to ask whether the journal takes writes.
    public void journalAvailable(BooleanSupplier current) {
        journalAvailable = current;
    }

    /// Where to ask how many contacts are registered.
    public void registrations(LongSupplier current) {
        registrations = current;
    }

    /// Where to ask how many calls are being handled.
    public void calls(LongSupplier current) {
        calls = current;
    }

    /// Where to ask how many call entities are alive.
    public void callEntities(LongSupplier current) {
        callEntities = current;
    }

    /// Where to ask how many copies of INVITEs are kept for other nodes.
    public void inviteCopies(LongSupplier current) {
        inviteCopies = current;
    }

    /// Where to ask how many states of calls wait for their next owner.
    public void handoverStates(LongSupplier current) {
        handoverStates = current;
    }

    /// Where to ask how many connections are open.
    public void connections(LongSupplier current) {
        connections = current;
    }

    /// Where to ask how long event loops take to come to new work.
    public void loopDelayMillis(LongSupplier current) {
        loopDelayMillis = current;
    }

    /// Where to ask what has left for other nodes by links.
    public void linkTraffic(Supplier<LinkTraffic> current) {
        linkTraffic = current;
    }

    /// All of it in the text format of Prometheus, version 0.0.4.
    public String text() {
        var out = new PrometheusText();
        out.type("sip_requests_total", "counter", "Requests received.");
        for (int i = 0; i < requests.size(); i++) {
            for (var transport : Transport.values()) {
                var labels =
                        "method=\"%s\",transport=\"%s\"".formatted(name(i), transport.parameter());
                out.unlessZero("sip_requests_total", labels, requests.get(i).get(transport).sum());
            }
        }
        out.type("sip_responses_total", "counter", "Responses sent.");
        for (int i = 0; i < responses.length(); i++) {
            if (responses.get(i) == null) continue;
            var labels =
                    "method=\"%s\",code=\"%d\"".formatted(name(i / CODES), LOWEST_CODE + i % CODES);
            out.unlessZero("sip_responses_total", labels, responses.get(i).sum());
        }
        out.type("sip_retransmissions_total", "counter", "Messages seen or sent again.");
        for (var direction : Direction.values()) {
            out.value(
                    "sip_retransmissions_total",
                    "direction=\"" + lower(direction) + "\"",
                    retransmissions.get(direction).sum());
        }
        out.type(
                "sip_handed_again_total",
                "counter",
                "Messages over reliable transports told once more to their call or user.");
        out.value("sip_handed_again_total", "", handedAgain.sum());
        out.type("sip_rejected_total", "counter", "Messages and connections refused.");
        for (var reason : Rejection.values()) {
            out.value(
                    "sip_rejected_total",
                    "reason=\"" + lower(reason) + "\"",
                    rejected.get(reason).sum());
        }
        links(out);
        times(out);
        gauges(out);
        return out.toString();
    }

    private void links(PrometheusText out) {
        var traffic = linkTraffic.get();
        out.type(
                "link_messages_total",
                "counter",
                "Messages sent to other nodes by this node's own links.");
        out.value("link_messages_total", "", traffic.messages());
        out.type("link_bytes_total", "counter", "Their octets, with frames, before encryption.");
        out.value("link_bytes_total", "", traffic.octets());
    }

    private void times(PrometheusText out) {
        out.type(
                "sip_transaction_seconds",
                "histogram",
                "Time from a request to its final response.");
        for (int i = 0; i < transactions.length; i++) {
            transactions[i].writeUnlessEmpty(
                    out, "sip_transaction_seconds", "method=\"" + name(i) + "\"");
        }
        out.type("journal_write_seconds", "histogram", "Time of a write to the journal.");
        journalTimes(out);
    }

    private void gauges(PrometheusText out) {
        out.gauge(
                "journal_available",
                "1 while the journal takes writes; 0 while its breaker is open.",
                journalAvailable.getAsBoolean() ? 1 : 0);
        out.gauge("sip_registrations", "Contacts registered.", registrations.getAsLong());
        out.gauge("sip_calls_active", "Calls being handled.", calls.getAsLong());
        out.gauge(
                "sip_call_entities",
                "Call-IDs of which anything is known: calls, transactions, answers to repeat.",
                callEntities.getAsLong());
        out.gauge(
                "sip_invite_copies",
                "Copies of INVITEs under way, kept for other nodes.",
                inviteCopies.getAsLong());
        out.gauge(
                "sip_handover_states",
                "States of calls that wait to be taken over by their next owner.",
                handoverStates.getAsLong());
        out.gauge("sip_connections", "Connections open.", connections.getAsLong());
        out.gauge(
                "event_loop_delay_milliseconds",
                "How long the slowest event loop took to come to new work.",
                loopDelayMillis.getAsLong());
        var runtime = Runtime.getRuntime();
        out.gauge(
                "jvm_memory_used_bytes",
                "Heap in use.",
                runtime.totalMemory() - runtime.freeMemory());
        out.gauge("jvm_memory_max_bytes", "Heap at most.", runtime.maxMemory());
    }

    private static String lower(Enum<?> label) {
        return label.name().toLowerCase(Locale.ROOT);
    }

    private void journalTimes(PrometheusText out) {
        var name = "journal_write_seconds";
        long soFar = 0;
        for (var bucket : journalWrites.buckets()) {
            soFar += bucket.count();
            var bound = bucket.upToSeconds();
            var text = Double.isInfinite(bound) ? "+Inf" : Double.toString(bound);
            out.value(name + "_bucket", "le=\"" + text + "\"", soFar);
        }
        out.value(name + "_sum", "", journalWrites.sumSeconds());
        out.value(name + "_count", "", soFar);
    }
}
