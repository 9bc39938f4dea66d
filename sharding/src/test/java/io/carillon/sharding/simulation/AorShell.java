package io.carillon.sharding.simulation;

import io.carillon.persistence.AorEvent;
import io.carillon.persistence.AorState;
import io.carillon.sip.location.Aor;
import io.carillon.sip.location.Binding;
import io.carillon.sip.location.Bindings;
import io.carillon.sip.location.LocationReply;
import io.carillon.sip.location.RegisterAnswer;
import io.carillon.sip.location.RegisterOutcome;
import io.carillon.sip.location.RegisterRules;
import io.carillon.sip.location.RegistrarSettings;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;
import io.carillon.sip.transaction.TransactionKey;
import io.carillon.sip.transport.Flow;
import io.carillon.sip.transport.ResponseHop;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Stands in for the actor of an address-of-record: reads its state before it hears anything,
/// decides by the registrar's rules, stores, and only then answers.
final class AorShell {
    final Aor aor;
    private final CoreNode node;
    private final ArrayDeque<Consumer<AorShell>> waiting = new ArrayDeque<>();
    private AorState state = AorState.EMPTY;
    private Bindings live = Bindings.NONE;
    private boolean busy = true;
    private boolean alive = true;

    AorShell(Aor aor, CoreNode node) {
        this.aor = aor;
        this.node = node;
        node.cluster.schedule.after(node.cluster.chance.between(1, 10), this::recovered);
    }

    void die() {
        alive = false;
    }

    private void recovered() {
        state = node.cluster.journal.read(aor);
        live = state.recovered().bindings().withoutExpired(node.now());
        goOn();
    }

    void on(Consumer<AorShell> message) {
        if (busy) waiting.add(message);
        else message.accept(this);
    }

    private void goOn() {
        busy = false;
        while (alive && !busy && !waiting.isEmpty()) waiting.poll().accept(this);
    }

    void lookUp(TransactionKey key, CoreNode from, CallShell asker) {
        var targets = live.lookup(node.now());
        node.cluster.ledger.located(aor, targets);
        LocationReply reply =
                targets.isEmpty()
                        ? new LocationReply.Unregistered()
                        : new LocationReply.Found(targets);
        node.cluster.network.tell(node.process, from.process, () -> asker.located(key, reply));
    }

    /// What is bound now.
    List<Binding> bindings() {
        return live.live(node.now());
    }

    void register(Request request, Flow flow, EdgeNode.Receipt receipt) {
        var now = node.now();
        var before = live.and(state.bindings());
        var settings = RegistrarSettings.DEFAULT;
        switch (RegisterRules.decide(request, flow, before, settings, now)) {
            case RegisterOutcome.Rejected(var status, var _, var _) -> {
                node.send(answer(request, status), back(request, flow), Optional.empty());
                node.acknowledge(receipt);
            }
            case RegisterOutcome.Accepted accepted -> {
                busy = true;
                var events =
                        accepted.events().stream()
                                .<AorEvent>map(AorEvent.ContactChanged::new)
                                .toList();
                Runnable stored =
                        () -> {
                            if (!alive) return;
                            live = accepted.after();
                            state = node.cluster.journal.read(aor);
                            var ok =
                                    RegisterAnswer.ok(answer(request, 200), request, accepted, now);
                            node.send(ok, back(request, flow), Optional.empty());
                            node.acknowledge(receipt);
                            goOn();
                        };
                if (events.isEmpty()) stored.run();
                else node.cluster.journal.write(node.process, aor, events, stored);
            }
        }
    }

    private Response answer(Request request, int status) {
        return node.cluster.answers.stateless(request, status);
    }

    private static io.carillon.sip.transport.Hop back(Request request, Flow flow) {
        return ResponseHop.of(request.topVia(), flow);
    }
}
