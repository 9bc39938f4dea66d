package io.carillon.chaos.scenario;

import java.util.Map;
import java.util.Optional;

/// An upper limit that a figure of a trial must not exceed.
///
/// @param most times in milliseconds
public record Expectation(Figure figure, long most) {
    /// What can be expected of a trial.
    public enum Figure {
        /// Calls that failed, except those whose caller's connection broke while they were set up.
        FAILED(false),
        /// Calls whose caller's connection broke while they were set up.
        CUT(false),
        /// Promised bindings that were not found.
        LOST(false),
        /// REGISTERs that were not answered 200.
        REFUSED(false),
        /// Records that more than one node acted on, and telephones that rang twice for one INVITE.
        TWICE(false),
        /// Nodes that ended and were not meant to.
        REMOVED(false),
        /// The longest wait of a call beyond what was planned.
        DELAY(true),
        /// The longest wait for an answer to REGISTER.
        REGISTER_DELAY(true),
        /// From a fault until what is begun is answered promptly again.
        SERVED(true);

        private final boolean time;

        Figure(boolean time) {
            this.time = time;
        }

        /// Whether it is a time, and else a count.
        public boolean isTime() {
            return time;
        }

        @Override
        public String toString() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }

    /// What is not as expected, in words; empty when all is.
    ///
    /// @param figures those that are not among them are 0
    public Optional<String> unmet(Map<Figure, Long> figures) {
        long value = figures.getOrDefault(figure, 0L);
        return value <= most
                ? Optional.empty()
                : Optional.of(
                        "%s is %s, at most %s was expected"
                                .formatted(figure, written(figure, value), written(figure, most)));
    }

    /// How a value of this figure is written.
    public static String written(Figure figure, long value) {
        return figure.isTime()
                ? String.format(java.util.Locale.ROOT, "%.2f s", value / 1000.0)
                : Long.toString(value);
    }
}
