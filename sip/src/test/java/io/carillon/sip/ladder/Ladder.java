package io.carillon.sip.ladder;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// A ladder as read: who is meant by its names, only the subject knows.
///
/// @param name of the file, without its ending
/// @param settings the lines before the first time, in order
/// @param lines the timed ones, in order of time
public record Ladder(String name, List<Setting> settings, List<LadderLine> lines) {
    /// A line without a time: a word, and what follows it.
    public record Setting(String name, String value) {}

    /// The value of the first setting of this name.
    public Optional<String> setting(String wanted) {
        return all(wanted).stream().findFirst();
    }

    /// The values of every setting of this name.
    public List<String> all(String wanted) {
        return settings.stream()
                .filter(setting -> setting.name().equals(wanted))
                .map(Setting::value)
                .toList();
    }

    /// The timed lines as text.
    public String text() {
        return lines.stream().map(LadderLine::toString).collect(Collectors.joining("\n"));
    }
}
