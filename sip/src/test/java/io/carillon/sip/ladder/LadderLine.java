package io.carillon.sip.ladder;

import java.util.List;
import java.util.stream.Collectors;

/// One timed line of a ladder.
public sealed interface LadderLine {
    /// In milliseconds from the start.
    long at();

    /// An arrow. `text` is what travels, words parted by one space; `lost` is `-x`.
    record Arrow(
            long at, String from, String to, boolean lost, String text, List<Property> properties)
            implements LadderLine {
        /// The method of `INVITE sip:bob@example.com`, `INVITE/486`, `INVITE/486 Busy Here`.
        public String method() {
            return firstWord().split("/", 2)[0];
        }

        /// The status of a response; 0 for anything else.
        public int status() {
            var parts = firstWord().split("/", 2);
            return parts.length == 2 ? Integer.parseInt(parts[1]) : 0;
        }

        private String firstWord() {
            return text.split(" ", 2)[0];
        }

        /// What follows the first word: a Request-URI or a reason phrase; empty when left out.
        public String rest() {
            var parts = text.split(" ", 2);
            return parts.length == 2 ? parts[1] : "";
        }

        @Override
        public String toString() {
            var arrow =
                    "%-8s %-5s %s %-5s  %s"
                            .formatted(at + "ms", from, lost ? "-x" : "->", to, text);
            if (properties.isEmpty()) return arrow;
            return arrow
                    + " | "
                    + properties.stream().map(Property::toString).collect(Collectors.joining(" "));
        }
    }

    /// The subject is in this state from now on.
    record InState(long at, String who, String state) implements LadderLine {
        @Override
        public String toString() {
            return "%-8s %-5s .         %s".formatted(at + "ms", who, state);
        }
    }

    /// The subject starts a timer, for so many milliseconds.
    record Started(long at, String who, String timer, long delay) implements LadderLine {
        @Override
        public String toString() {
            return "%-8s %-5s start %-3s %dms".formatted(at + "ms", who, timer, delay);
        }
    }

    /// The subject stops a timer.
    record Stopped(long at, String who, String timer) implements LadderLine {
        @Override
        public String toString() {
            return "%-8s %-5s stop %s".formatted(at + "ms", who, timer);
        }
    }

    /// The ladder ends though timers may run.
    record End(long at) implements LadderLine {
        @Override
        public String toString() {
            return "%-8s end".formatted(at + "ms");
        }
    }

    /// A word right of the bar; see the package for its forms. `value` is empty in those without.
    record Property(boolean wanted, String name, String value) {
        @Override
        public String toString() {
            if (!wanted) return "-" + name;
            if (value.isEmpty()) return name;
            if (value.indexOf(' ') < 0) return name + "=" + value;
            var quote = value.indexOf('"') < 0 ? '"' : '\'';
            return name + "=" + quote + value + quote;
        }
    }
}
