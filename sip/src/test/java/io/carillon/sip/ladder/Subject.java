package io.carillon.sip.ladder;

import java.util.Optional;

/// What a ladder is played against: a machine, the whole core, or something on a network.
public interface Subject {
    /// Its name in ladders.
    String name();

    /// A line of a peer is for the subject to act upon.
    void receive(LadderLine.Arrow arrow, Stage stage);

    /// A line of a peer was lost on its way: nothing that the subject knows of, but perhaps whoever
    /// plays the peers.
    default void lost(LadderLine.Arrow arrow) {}

    /// A timer that it has started fires.
    void fired(Object timer, Stage stage);

    /// What a property of something that it has sent is; `name` is any word right of a bar. Empty
    /// when there is no such thing in it, an empty text when it is there and has no value.
    Optional<String> property(Object sent, String name);

    /// Where a subject acts.
    interface Stage {
        /// In milliseconds from the start of the ladder.
        long now();

        /// It sends something: `text` as a ladder has it, and the thing itself for its properties.
        void send(String to, String text, Object sent);

        void enter(String state);

        /// Starts a timer; `label` is its name in ladders.
        void start(Object timer, String label, long delayMillis);

        void stop(Object timer, String label);
    }
}
