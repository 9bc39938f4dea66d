package io.carillon.sip.proxy;

import io.carillon.sip.transaction.Timer;
import io.carillon.sip.transaction.TransactionKey;

import java.util.ArrayList;
import java.util.List;

/// The running timers of one Call-ID as absolute times, so that they travel with the state they
/// belong to. A handful at a time: searched in order, copied when changed. What is to be done when
/// one is due, the machines know.
///
/// @param running in no order
public record Deadlines(List<Deadline> running) {
    /// No timer runs.
    public static final Deadlines NONE = new Deadlines(List.of());

    /// One timer of one transaction.
    ///
    /// @param transaction the server's or the client's key that it belongs to
    /// @param at when it fires, in milliseconds of the clock that steps the core
    public record Deadline(TransactionKey transaction, Timer timer, long at) {}

    /// The earliest time at which something is due; Long.MAX_VALUE for never.
    long next() {
        long next = Long.MAX_VALUE;
        for (var deadline : running) next = Math.min(next, deadline.at);
        return next;
    }

    Deadlines shifted(long millis) {
        return new Deadlines(
                running.stream()
                        .map(each -> new Deadline(each.transaction, each.timer, each.at + millis))
                        .toList());
    }

    /// A changed set in the making, for one step.
    static final class Editor {
        private final ArrayList<Deadline> running;

        Editor(Deadlines from) {
            running = new ArrayList<>(from.running.size() + 4);
            running.addAll(from.running);
        }

        void set(TransactionKey transaction, Timer timer, long at) {
            stop(transaction, timer);
            running.add(new Deadline(transaction, timer, at));
        }

        void setIfAbsent(Deadline deadline) {
            for (var each : running) {
                if (each.timer == deadline.timer && each.transaction.equals(deadline.transaction)) {
                    return;
                }
            }
            running.add(deadline);
        }

        void stop(TransactionKey transaction, Timer timer) {
            for (int i = 0; i < running.size(); i++) {
                var deadline = running.get(i);
                if (deadline.timer == timer && deadline.transaction.equals(transaction)) {
                    running.remove(i);
                    return;
                }
            }
        }

        void stopAll(TransactionKey transaction) {
            running.removeIf(deadline -> deadline.transaction.equals(transaction));
        }

        /// Takes out one deadline that is due, or returns null.
        Deadline takeDue(long now) {
            for (int i = 0; i < running.size(); i++) {
                if (running.get(i).at <= now) return running.remove(i);
            }
            return null;
        }

        Deadlines build() {
            return running.isEmpty() ? NONE : new Deadlines(List.copyOf(running));
        }
    }
}
