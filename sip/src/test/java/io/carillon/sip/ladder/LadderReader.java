package io.carillon.sip.ladder;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Text to [Ladder]; the grammar is told in the package. A line that it does not understand is the
/// author's mistake and an exception that names it.
public final class LadderReader {
    private static final Pattern TIME = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|s)");
    private static final Pattern COMMENT = Pattern.compile("(^|\\s)#.*$");
    private static final Pattern BAR = Pattern.compile("\\s\\|(\\s|$)");
    private static final Pattern PROPERTY =
            Pattern.compile("(-?)([^\\s=]+)(?:=(?:\"([^\"]*)\"|'([^']*)'|(\\S*)))?");

    private LadderReader() {}

    /// Every `.ladder` file of a folder whose name begins so, in order of name.
    public static List<Ladder> folder(Path folder, String prefix) {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .filter(file -> file.toString().endsWith(".ladder"))
                    .sorted()
                    .map(LadderReader::file)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Ladder file(Path file) {
        try {
            var name = file.getFileName().toString().replace(".ladder", "");
            return read(name, Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Ladder read(String name, String text) {
        var settings = new ArrayList<Ladder.Setting>();
        var lines = new ArrayList<LadderLine>();
        int number = 0;
        for (var raw : text.lines().toList()) {
            number++;
            var line = COMMENT.matcher(raw).replaceFirst("").strip();
            if (line.isEmpty()) continue;
            try {
                if (TIME.matcher(line.split("\\s+", 2)[0]).matches()) lines.add(timed(line));
                else settings.add(setting(line));
            } catch (RuntimeException e) {
                var place = "%s line %d: %s: %s".formatted(name, number, e.getMessage(), raw);
                throw new IllegalArgumentException(place, e);
            }
            if (lines.size() > 1 && lines.getLast().at() < lines.get(lines.size() - 2).at()) {
                throw new IllegalArgumentException(
                        "%s line %d: goes back in time: %s".formatted(name, number, raw));
            }
        }
        return new Ladder(name, List.copyOf(settings), List.copyOf(lines));
    }

    private static Ladder.Setting setting(String line) {
        var parts = line.split("\\s+", 2);
        return new Ladder.Setting(parts[0], parts.length == 2 ? parts[1] : "");
    }

    private static LadderLine timed(String line) {
        var bar = BAR.matcher(line);
        var hasBar = bar.find();
        var words = (hasBar ? line.substring(0, bar.start()).strip() : line).split("\\s+", -1);
        long at = millis(words[0]);
        if (words[1].equals("end")) return new LadderLine.End(at);
        var who = words[1];
        return switch (words[2]) {
            case "." -> new LadderLine.InState(at, who, words[3]);
            case "start" -> new LadderLine.Started(at, who, words[3], millis(words[4]));
            case "stop" -> new LadderLine.Stopped(at, who, words[3]);
            case "->", "-x" -> {
                if (words.length < 5)
                    throw new IllegalArgumentException("an arrow carries nothing");
                var text = Arrays.stream(words, 4, words.length).collect(Collectors.joining(" "));
                var properties =
                        hasBar
                                ? properties(line.substring(bar.end()))
                                : List.<LadderLine.Property>of();
                yield new LadderLine.Arrow(
                        at, who, words[3], words[2].equals("-x"), text, properties);
            }
            default -> throw new IllegalArgumentException("no such line");
        };
    }

    private static List<LadderLine.Property> properties(String text) {
        return PROPERTY.matcher(text).results().map(LadderReader::property).toList();
    }

    private static LadderLine.Property property(MatchResult found) {
        var value =
                IntStream.of(3, 4, 5)
                        .mapToObj(found::group)
                        .filter(Objects::nonNull)
                        .collect(Collectors.joining());
        return new LadderLine.Property(found.group(1).isEmpty(), found.group(2), value);
    }

    private static long millis(String text) {
        var time = TIME.matcher(text);
        if (!time.matches()) throw new IllegalArgumentException("not a time");
        var value = new BigDecimal(time.group(1));
        return (time.group(2).equals("s") ? value.scaleByPowerOfTen(3) : value).longValueExact();
    }
}
