package io.carillon.sharding.simulation;

import io.carillon.sip.message.Method;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;
import io.carillon.sip.message.SipMessage;
import io.carillon.sip.transaction.Effect;
import io.carillon.sip.transaction.InviteClient;
import io.carillon.sip.transaction.InviteServer;
import io.carillon.sip.transaction.NonInviteClient;
import io.carillon.sip.transaction.NonInviteServer;
import io.carillon.sip.transaction.Notice;
import io.carillon.sip.transaction.Step;
import io.carillon.sip.transaction.Timer;
import io.carillon.sip.transaction.TimerValues;
import io.carillon.sip.transaction.TransactionKey;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// The transactions of one phone, with the machines of RFC 3261 §17.
final class PhoneTransactions {
    /// What becomes of a request.
    interface Fate {
        void answered(Response response);

        void timedOut();
    }

    private record Client(Object state, Request request, Fate fate) {}

    private record Server(Object state, Request request) {}

    private record Alarm(boolean client, TransactionKey key, Timer timer) {}

    private final Schedule schedule;
    private final TimerValues timers;
    private final Consumer<SipMessage> out;
    private final Map<TransactionKey, Client> clients = new LinkedHashMap<>();
    private final Map<TransactionKey, Server> servers = new LinkedHashMap<>();
    private final Map<Alarm, Long> alarms = new HashMap<>();
    private long alarmsSet;

    PhoneTransactions(Schedule schedule, boolean reliable, Consumer<SipMessage> out) {
        this.schedule = schedule;
        this.timers = new TimerValues(500, 4_000, 5_000, reliable);
        this.out = out;
    }

    boolean isIdle() {
        return clients.isEmpty() && servers.isEmpty();
    }

    @Override
    public String toString() {
        return clients.keySet() + " " + servers.keySet();
    }

    // --- client side ----------------------------------------------------------------------------

    void send(Request request, Fate fate) {
        var step =
                request.method() == Method.INVITE
                        ? InviteClient.start(request, timers)
                        : NonInviteClient.start(request, timers);
        client(TransactionKey.ofClient(request), new Client(null, request, fate), step);
    }

    /// Does not repeat this any more, and goes on listening.
    void mute(Request request) {
        var key = TransactionKey.ofClient(request);
        alarms.remove(new Alarm(true, key, Timer.A));
        alarms.remove(new Alarm(true, key, Timer.E));
    }

    /// Does not listen to what is said to this any more.
    void forget(Request request) {
        clients.remove(TransactionKey.ofClient(request));
    }

    void received(Response response) {
        var key = TransactionKey.ofClient(response);
        var at = clients.get(key);
        if (at == null) return;
        client(
                key,
                at,
                switch (at.state) {
                    case InviteClient.State s ->
                            InviteClient.on(s, new InviteClient.Event.Received(response), timers);
                    case NonInviteClient.State s ->
                            NonInviteClient.on(
                                    s, new NonInviteClient.Event.Received(response), timers);
                    default -> throw new IllegalStateException();
                });
    }

    private void client(TransactionKey key, Client at, Step<?> step) {
        boolean over = isOver(step.next());
        if (over) clients.remove(key);
        else clients.put(key, new Client(step.next(), at.request, at.fate));
        for (var effect : step.effects()) {
            switch (effect) {
                case Effect.Tell(Notice.Passed(var response)) -> at.fate.answered(response);
                case Effect.Tell(Notice.TimedOut()) -> at.fate.timedOut();
                case Effect.Tell _ -> {}
                case Effect effectOfTransport -> perform(true, key, effectOfTransport);
            }
        }
    }

    // --- server side ----------------------------------------------------------------------------

    /// The request that began the transaction that this one belongs to.
    Optional<Request> find(TransactionKey key) {
        return Optional.ofNullable(servers.get(key)).map(Server::request);
    }

    void begin(Request request) {
        var step =
                request.method() == Method.INVITE
                        ? InviteServer.start(request)
                        : NonInviteServer.start(request, timers);
        server(TransactionKey.ofServer(request), request, step);
    }

    /// The same request again, or the ACK of a refusal; whether there is such a transaction.
    boolean again(Request request) {
        var key = TransactionKey.ofServer(request);
        var at = servers.get(key);
        if (at == null) return false;
        server(
                key,
                at.request,
                switch (at.state) {
                    case InviteServer.State s when request.method() == Method.ACK ->
                            InviteServer.on(s, new InviteServer.Event.Acked(request), timers);
                    case InviteServer.State s ->
                            InviteServer.on(s, new InviteServer.Event.Retransmitted(), timers);
                    case NonInviteServer.State s ->
                            NonInviteServer.on(
                                    s, new NonInviteServer.Event.Retransmitted(), timers);
                    default -> throw new IllegalStateException();
                });
        return true;
    }

    void answer(Request request, Response response) {
        var key = TransactionKey.ofServer(request);
        var at = servers.get(key);
        if (at == null) return;
        server(
                key,
                request,
                switch (at.state) {
                    case InviteServer.State s ->
                            InviteServer.on(s, new InviteServer.Event.Answered(response), timers);
                    case NonInviteServer.State s ->
                            NonInviteServer.on(
                                    s, new NonInviteServer.Event.Answered(response), timers);
                    default -> throw new IllegalStateException();
                });
    }

    private void server(TransactionKey key, Request request, Step<?> step) {
        if (isOver(step.next())) servers.remove(key);
        else servers.put(key, new Server(step.next(), request));
        for (var effect : step.effects()) {
            if (!(effect instanceof Effect.Tell)) perform(false, key, effect);
        }
    }

    // --- both -----------------------------------------------------------------------------------

    private static boolean isOver(Object state) {
        return switch (state) {
            case InviteClient.State s -> s.isOver();
            case NonInviteClient.State s -> s.isOver();
            case InviteServer.State s -> s.isOver();
            case NonInviteServer.State s -> s.isOver();
            default -> throw new IllegalStateException();
        };
    }

    private void perform(boolean client, TransactionKey key, Effect effect) {
        switch (effect) {
            case Effect.Send(var message) -> out.accept(message);
            case Effect.Start(var timer, var delay) -> {
                var alarm = new Alarm(client, key, timer);
                long number = ++alarmsSet;
                alarms.put(alarm, number);
                schedule.after(delay, () -> fired(alarm, number));
            }
            case Effect.Stop(var timer) -> alarms.remove(new Alarm(client, key, timer));
            case Effect.Tell _ -> {}
        }
    }

    private void fired(Alarm alarm, long number) {
        if (!alarms.remove(alarm, number)) return;
        if (alarm.client) {
            var at = clients.get(alarm.key);
            if (at == null) return;
            client(
                    alarm.key,
                    at,
                    switch (at.state) {
                        case InviteClient.State s ->
                                InviteClient.on(
                                        s, new InviteClient.Event.Fired(alarm.timer), timers);
                        case NonInviteClient.State s ->
                                NonInviteClient.on(
                                        s, new NonInviteClient.Event.Fired(alarm.timer), timers);
                        default -> throw new IllegalStateException();
                    });
            return;
        }
        var at = servers.get(alarm.key);
        if (at == null) return;
        server(
                alarm.key,
                at.request,
                switch (at.state) {
                    case InviteServer.State s ->
                            InviteServer.on(s, new InviteServer.Event.Fired(alarm.timer), timers);
                    case NonInviteServer.State s ->
                            NonInviteServer.on(
                                    s, new NonInviteServer.Event.Fired(alarm.timer), timers);
                    default -> throw new IllegalStateException();
                });
    }
}
