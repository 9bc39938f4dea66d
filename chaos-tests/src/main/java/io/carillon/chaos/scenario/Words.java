package io.carillon.chaos.scenario;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// The words of one line, read one after the other.
final class Words {
    private final String place;
    private final String line;
    private final List<String> words;
    private int at;

    /// @param place the file and the number of the line, for messages
    Words(String place, String line) {
        this.place = place;
        this.line = line.strip();
        this.words = List.of(line.strip().split("[\\s,]+"));
    }

    boolean isAtEnd() {
        return at == words.size();
    }

    String next(String what) throws ScenarioError {
        if (isAtEnd()) {
            throw wrong("here " + what + " is missing");
        }
        return words.get(at++);
    }

    /// Whether the next word is this one; takes it if so.
    boolean takes(String word) {
        boolean taken = !isAtEnd() && words.get(at).equals(word);
        at += taken ? 1 : 0;
        return taken;
    }

    void expect(String word) throws ScenarioError {
        if (!takes(word)) {
            throw wrong("'" + word + "' expected" + (isAtEnd() ? "" : ", not " + peek()));
        }
    }

    private String peek() {
        return "'" + words.get(at) + "'";
    }

    void end() throws ScenarioError {
        if (!isAtEnd()) {
            throw wrong(peek() + " is one word too many");
        }
    }

    /// All that comes now, as it was written.
    String rest() {
        var rest = line;
        for (int i = 0; i < at; i++) {
            rest = rest.substring(rest.indexOf(words.get(i)) + words.get(i).length());
        }
        return rest.replaceFirst("^[\\s,]+", "");
    }

    int count(String what) throws ScenarioError {
        var word = next(what);
        try {
            int count = Integer.parseInt(word);
            if (count >= 0) {
                return count;
            }
        } catch (NumberFormatException none) {
            // said below
        }
        throw wrong("'" + word + "' is no number for " + what);
    }

    double number(String what) throws ScenarioError {
        var word = next(what);
        try {
            double number = Double.parseDouble(word);
            if (number >= 0 && number < 1e6) {
                return number;
            }
        } catch (NumberFormatException none) {
            // said below
        }
        throw wrong("'" + word + "' is no number for " + what);
    }

    /// A share: `30 %`, `1/3` or `0.3`.
    double share(String what) throws ScenarioError {
        var word = next(what);
        try {
            var parts = word.replace("%", "").split("/", 2);
            double share = Double.parseDouble(parts[0]);
            if (parts.length == 2) {
                share /= Double.parseDouble(parts[1]);
            } else if (word.endsWith("%") || takes("%")) {
                share /= 100;
            }
            if (share >= 0 && share <= 1) {
                return share;
            }
        } catch (NumberFormatException none) {
            // said below
        }
        throw wrong("'" + word + "' is no share for " + what + ": 30 %, 1/3 and 0.3 are");
    }

    /// A time: `30 s`, `200 ms`, `2 min`.
    Duration time(String what) throws ScenarioError {
        double number = number(what);
        var unit = next("the unit of " + what);
        double millis =
                switch (unit.toLowerCase(Locale.ROOT)) {
                    case "ms" -> number;
                    case "s" -> number * 1000;
                    case "min" -> number * 60_000;
                    default -> throw wrong("'" + unit + "' is no unit of time: ms, s and min are");
                };
        return Duration.ofMillis(Math.round(millis));
    }

    ScenarioError wrong(String what) {
        return new ScenarioError(place + ": " + what);
    }
}
