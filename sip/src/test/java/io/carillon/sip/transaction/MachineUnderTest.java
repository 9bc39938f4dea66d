package io.carillon.sip.transaction;

import io.carillon.sip.ladder.Ladder;
import io.carillon.sip.ladder.LadderLine;
import io.carillon.sip.ladder.Subject;
import io.carillon.sip.message.HeaderName;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;
import io.carillon.sip.message.SipMessage;

import java.util.Locale;
import java.util.Optional;

/// One transaction as a ladder's subject: `srv` between `peer` and `core`, or `clt` between `core`
/// and `peer`. What the transport has to say comes from `net`.
final class MachineUnderTest implements Subject {
    private final Machine machine;
    private final TimerValues timers;

    /// None before the first request.
    private Optional<Object> state = Optional.empty();

    private MachineUnderTest(Machine machine, TimerValues timers) {
        this.machine = machine;
        this.timers = timers;
    }

    /// The machine that the setting `machine` names, over `transport`.
    static MachineUnderTest of(Ladder ladder) {
        var machine = ladder.setting("machine").orElseThrow().replace('-', '_');
        boolean reliable = !ladder.setting("transport").orElseThrow().equals("udp");
        var timers = new TimerValues(500, 4_000, 5_000, reliable);
        return new MachineUnderTest(Machine.valueOf(machine.toUpperCase(Locale.ROOT)), timers);
    }

    @Override
    public String name() {
        return machine.isServer() ? "srv" : "clt";
    }

    @Override
    public void receive(LadderLine.Arrow arrow, Stage stage) {
        if (state.isPresent()) {
            perform(machine.on(state.get(), arrow.text(), timers), stage);
            return;
        }
        if (machine.isServer()) stage.send("core", machine.method(), machine.request());
        perform(machine.start(timers), stage);
    }

    @Override
    public void fired(Object timer, Stage stage) {
        perform(machine.on(state.orElseThrow(), "timer " + timer, timers), stage);
    }

    private void perform(Step<?> step, Stage stage) {
        for (var effect : step.effects()) {
            switch (effect) {
                case Effect.Send(var message) -> stage.send("peer", text(message), message);
                case Effect.Start(var timer, var delay) -> stage.start(timer, timer.name(), delay);
                case Effect.Stop(var timer) -> stage.stop(timer, timer.name());
                case Effect.Tell(var notice) -> tell(notice, stage);
            }
        }
        var box = Machine.box(step.next());
        if (!state.map(Machine::box).equals(Optional.of(box))) stage.enter(box);
        state = Optional.of(step.next());
    }

    private static void tell(Notice notice, Stage stage) {
        switch (notice) {
            case Notice.Passed(var response) -> stage.send("core", text(response), response);
            case Notice.AckForSuccess(var ack) -> stage.send("core", text(ack), ack);
            case Notice.TimedOut(), Notice.Unreachable(), Notice.Unacknowledged() ->
                    stage.send("core", Machine.box(notice).toLowerCase(Locale.ROOT), notice);
        }
    }

    static String text(SipMessage message) {
        return switch (message) {
            case Request r -> r.method().toString();
            case Response r -> r.method() + "/" + r.status();
        };
    }

    /// The Request-URI, the To tag, the top branch, or any header by its name.
    @Override
    public Optional<String> property(Object sent, String name) {
        if (!(sent instanceof SipMessage message)) return Optional.empty();
        return switch (name) {
            case "uri" ->
                    message instanceof Request r
                            ? Optional.of(r.uri().toString())
                            : Optional.empty();
            case "to-tag" -> message.to().tag();
            case "branch" -> message.topVia().branch();
            default -> message.headers().value(HeaderName.of(name));
        };
    }
}
