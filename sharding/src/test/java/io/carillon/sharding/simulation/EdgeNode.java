package io.carillon.sharding.simulation;

import io.carillon.sip.message.HeaderName;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;
import io.carillon.sip.message.SipMessage;
import io.carillon.sip.proxy.RequestValidation;
import io.carillon.sip.transaction.TransactionKey;
import io.carillon.sip.transport.Flow;
import io.carillon.sip.transport.Hop;
import io.carillon.sip.transport.Listener;
import io.carillon.sip.transport.ResponseHop;
import io.carillon.sip.transport.Transport;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// An edge: its sockets, the validation of what comes in, and the repetition of what came over a
/// connection until its entity has taken it. One that phones are connected to does not die here: a
/// caller whose connection breaks gives up.
final class EdgeNode {
    private static final long T1 = 500;
    private static final long T2 = 4_000;
    private static final long REPEATED_FOR = 32_000;

    /// Names what the edge repeats; number 0 for what it does not.
    record Receipt(EdgeNode edge, long number) {}

    final Cluster cluster;
    ClusterNetwork.Party process;
    final InetSocketAddress address;
    private final Map<Long, Long> unacknowledged = new HashMap<>();
    private long receipts;
    private boolean refusing;
    private boolean member = true;

    EdgeNode(Cluster cluster, String name, InetSocketAddress address) {
        this.cluster = cluster;
        this.process = new ClusterNetwork.Party(name);
        this.address = address;
    }

    String host() {
        return address.getAddress().getHostAddress();
    }

    // --- dies and comes back --------------------------------------------------------------------

    /// @param withItsHost whoever sends to it then hears nothing, not even that it is gone
    void die(boolean withItsHost) {
        refusing = !withItsHost;
        cluster.network.kill(process);
        unacknowledged.clear();
    }

    /// The others find that it is gone.
    void removed() {
        member = false;
    }

    /// At the same address, and under the same name.
    void comeBack() {
        process = new ClusterNetwork.Party(process.name);
        member = true;
    }

    boolean isMember() {
        return member;
    }

    /// Whether its host says that nobody listens.
    boolean isRefusing() {
        return refusing;
    }

    /// One socket of each kind.
    List<Listener> listeners() {
        var listeners = new ArrayList<Listener>();
        for (var transport : List.of(Transport.UDP, Transport.TCP)) {
            listeners.add(new Listener(transport, 0, address, host(), address.getPort()));
        }
        return listeners;
    }

    // --- in -------------------------------------------------------------------------------------

    void received(SipMessage message, Phone from) {
        var flow =
                new Flow(
                        process.name,
                        from.transport,
                        0,
                        from.transport == Transport.UDP ? 0 : from.number,
                        from.address);
        switch (message) {
            case Request request -> received(stamped(request, flow), flow);
            case Response response -> {
                cluster.ledger.reachedProxy(response);
                repeat(
                        flow,
                        receipt ->
                                cluster.tellCall(
                                        process,
                                        response.callId(),
                                        new CallShell.Command.Responded(response, receipt)));
            }
        }
    }

    private void received(Request request, Flow flow) {
        switch (cluster.validation.of(request, Cluster.EPOCH + cluster.schedule.now())) {
            case RequestValidation.Verdict.Answer(var response) ->
                    send(response, ResponseHop.of(request.topVia(), flow), Optional.empty());
            case RequestValidation.Verdict.Drop() -> {}
            case RequestValidation.Verdict.ToCall() ->
                    repeat(
                            flow,
                            receipt ->
                                    cluster.tellCall(
                                            process,
                                            request.callId(),
                                            new CallShell.Command.Received(
                                                    request, flow, receipt)));
            case RequestValidation.Verdict.ToRegistrar(var aor) ->
                    repeat(
                            flow,
                            receipt ->
                                    cluster.aors.tell(
                                            process,
                                            aor.toString(),
                                            home ->
                                                    home.aor(
                                                            aor,
                                                            shell ->
                                                                    shell.register(
                                                                            request, flow,
                                                                            receipt))));
        }
    }

    /// What the socket saw (§18.2.1, RFC 3581 §4).
    private static Request stamped(Request request, Flow flow) {
        var via = request.topVia();
        if (!via.asksForRport()) return request;
        var stamped = via.with("received", flow.remoteHost()).with("rport", "" + flow.remotePort());
        var edit = request.headers().edit();
        edit.replaceFirstValue(HeaderName.VIA, stamped.toString());
        return request.rerouted(request.uri(), edit.build());
    }

    private void repeat(Flow flow, Consumer<Receipt> tell) {
        if (!flow.transport().isReliable()) {
            tell.accept(new Receipt(this, 0));
            return;
        }
        long number = ++receipts;
        unacknowledged.put(number, cluster.schedule.now());
        repeat(new Receipt(this, number), tell, T1);
    }

    private void repeat(Receipt receipt, Consumer<Receipt> tell, long interval) {
        var since = unacknowledged.get(receipt.number());
        if (since == null) return;
        if (cluster.schedule.now() - since >= REPEATED_FOR) {
            unacknowledged.remove(receipt.number());
            return;
        }
        tell.accept(receipt);
        var next = Math.min(T2, 2 * interval);
        cluster.schedule.after(interval, () -> repeat(receipt, tell, next));
    }

    void acknowledged(long number) {
        unacknowledged.remove(number);
    }

    boolean isIdle() {
        return unacknowledged.isEmpty();
    }

    // --- out ------------------------------------------------------------------------------------

    void send(SipMessage message, Hop hop, Optional<TransactionKey> client) {
        var to =
                switch (hop) {
                    case Hop.ByFlow(var flow) -> cluster.phone(flow.transport(), flow.remote());
                    case Hop.ByFlowOr(var flow, var _) ->
                            cluster.phone(flow.transport(), flow.remote());
                    case Hop.To(var _, var destination) ->
                            cluster.phone(destination.transport(), destination.address());
                };
        if (to.isPresent()) {
            cluster.phones.toPhone(this, to.get(), message);
        } else if (client.isPresent()) {
            var unreachable = new CallShell.Command.Unreachable(client.get());
            cluster.tellCall(process, message.callId(), unreachable);
        }
    }
}
