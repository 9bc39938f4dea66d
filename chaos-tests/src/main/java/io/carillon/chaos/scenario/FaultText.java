package io.carillon.chaos.scenario;

import io.carillon.chaos.workload.Weather;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/// Reads what happens when: the rest of a line that began with `at` or `after`.
final class FaultText {
    private static final Pattern NAME = Pattern.compile("(core|edge|cassandra)-[1-9]\\d{0,2}");

    private FaultText() {}

    /// `5 s kill core`, `5 s pause core for 4 s`, `5 s storm lost 2 % doubled 1 % late 5 % for 20
    /// s`
    static Fault.Timed timed(Words words, boolean afterLast) throws ScenarioError {
        var at = words.time("the moment");
        var text = words.rest();
        var verb = words.next("what happens");
        return new Fault.Timed(at, afterLast, fault(verb, words), text);
    }

    private static Fault fault(String verb, Words words) throws ScenarioError {
        return switch (verb) {
            case "kill" -> new Fault.Kill(target(words));
            case "stop" -> new Fault.Stop(target(words));
            case "start" -> new Fault.Start(target(words));
            case "pause" -> new Fault.Pause(target(words), length(words));
            case "starve" -> new Fault.Starve(target(words), length(words));
            case "cut" -> new Fault.Cut(target(words), length(words));
            case "roll" -> new Fault.Roll(target(words), false);
            case "upgrade" -> new Fault.Roll(target(words), true);
            case "add" -> {
                words.expect("core");
                yield new Fault.Add();
            }
            case "remove" -> {
                words.expect("core");
                yield new Fault.Remove();
            }
            case "storm" -> storm(words);
            case "loss" -> new Fault.Loss(words.share("loss"), length(words));
            default ->
                    throw words.wrong(
                            "'"
                                    + verb
                                    + "' cannot be done: kill, stop, start, pause, starve, cut, roll,"
                                    + " upgrade, add, remove, storm and loss can");
        };
    }

    private static Duration length(Words words) throws ScenarioError {
        words.expect("for");
        return words.time("how long");
    }

    private static Fault storm(Words words) throws ScenarioError {
        double lost = 0;
        double doubled = 0;
        double late = 0;
        while (!words.takes("for")) {
            var what = words.next("lost, doubled, late or for");
            double share = words.share(what);
            switch (what) {
                case "lost" -> lost = share;
                case "doubled" -> doubled = share;
                case "late" -> late = share;
                default -> throw words.wrong("datagrams are lost, doubled or late, not " + what);
            }
        }
        return new Fault.Storm(new Weather(lost, doubled, late), words.time("how long"));
    }

    private static boolean isName(String word) {
        return NAME.matcher(word).matches();
    }

    private static Fault.Target target(Words words) throws ScenarioError {
        var word = words.next("whom it hits");
        if (isName(word)) {
            return new Fault.Target.Named(word);
        }
        var several = List.of(word.split("/", -1));
        if (several.size() > 1 && several.stream().allMatch(FaultText::isName)) {
            return new Fault.Target.OneOf(several);
        }
        return Arrays.stream(Fault.Target.Some.values())
                .filter(each -> each.toString().equals(word))
                .findFirst()
                .orElseThrow(
                        () ->
                                words.wrong(
                                        "'%s' is nobody: %s and names like core-1 or core-2/core-3 are"
                                                .formatted(word, Fault.Target.words())));
    }
}
