package io.carillon.sip.ladder;

import java.util.ArrayList;
import java.util.List;

/// Plays a ladder against a subject in virtual time. Timers that are due at the moment of a peer's
/// line fire before it.
public final class LadderPlayer implements Subject.Stage {
    /// So that a subject whose timers start each other for ever is found out.
    private static final int MOST_EVENTS = 100_000;

    private final Ladder ladder;
    private final Subject subject;
    private final VirtualClock clock = new VirtualClock();
    private final List<Transcript.Entry> entries = new ArrayList<>();
    private int events;

    private LadderPlayer(Ladder ladder, Subject subject) {
        this.ladder = ladder;
        this.subject = subject;
    }

    /// What happened when the peers of a ladder did as it says.
    public static Transcript play(Ladder ladder, Subject subject) {
        var player = new LadderPlayer(ladder, subject);
        player.play();
        return new Transcript(ladder, subject, List.copyOf(player.entries));
    }

    private void play() {
        for (var line : ladder.lines()) {
            if (line instanceof LadderLine.Arrow arrow && !arrow.from().equals(subject.name())) {
                passTo(arrow.at());
                entries.add(new Transcript.Entry(arrow, arrow));
                if (arrow.lost()) subject.lost(arrow);
                else subject.receive(arrow, this);
            }
        }
        if (!ladder.lines().isEmpty() && ladder.lines().getLast() instanceof LadderLine.End end) {
            passTo(end.at());
            entries.add(new Transcript.Entry(end, end));
        } else {
            while (clock.nextAt().isPresent()) passTo(clock.nextAt().get());
        }
    }

    private void passTo(long millis) {
        for (var due = clock.next(millis); due.isPresent(); due = clock.next(millis)) {
            if (++events > MOST_EVENTS) throw new IllegalStateException("timers without end");
            subject.fired(due.get(), this);
        }
    }

    @Override
    public long now() {
        return clock.now();
    }

    @Override
    public void send(String to, String text, Object sent) {
        var arrow = new LadderLine.Arrow(clock.now(), subject.name(), to, false, text, List.of());
        entries.add(new Transcript.Entry(arrow, sent));
    }

    @Override
    public void enter(String state) {
        var line = new LadderLine.InState(clock.now(), subject.name(), state);
        entries.add(new Transcript.Entry(line, line));
    }

    @Override
    public void start(Object timer, String label, long delayMillis) {
        clock.start(timer, delayMillis);
        var line = new LadderLine.Started(clock.now(), subject.name(), label, delayMillis);
        entries.add(new Transcript.Entry(line, line));
    }

    @Override
    public void stop(Object timer, String label) {
        clock.stop(timer);
        var line = new LadderLine.Stopped(clock.now(), subject.name(), label);
        entries.add(new Transcript.Entry(line, line));
    }
}
