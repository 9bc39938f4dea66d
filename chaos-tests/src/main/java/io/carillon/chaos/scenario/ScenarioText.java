package io.carillon.chaos.scenario;

import io.carillon.chaos.workload.Mix;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads a scenario, a statement a line:
///
///     # a remark
///     title    SIGKILL of an ordinary core node
///     cluster  cores 3, edges 2, cassandra 1
///     setting  carillon.key = value
///     load     calls 100, ringing 1/3, forked 1/3, held 2 %, registers 300, tcp 30 %
///     warm     20 s
///     run      60 s
///     at 5 s   kill core
///     at 25 s  start it
///     expect   failed 0, lost 0, delay < 4 s, served < 2 s
///     clean    20 s
///
/// What is not said is as in [Mix#STANDARD]; a figure that is not mentioned may be anything.
public final class ScenarioText {
    private final String name;
    private String title = "";
    private Scenario.Shape shape = new Scenario.Shape(3, 2, 1);
    private final Map<String, String> settings = new LinkedHashMap<>();
    private Mix mix = Mix.STANDARD;
    private Duration warm = Duration.ofSeconds(20);
    private Duration run = Duration.ofSeconds(60);
    private Duration clean = Duration.ofSeconds(20);
    private int rounds = 1;
    private boolean continuous;
    private final List<Fault.Timed> faults = new ArrayList<>();
    private final List<Expectation> expectations = new ArrayList<>();

    private ScenarioText(String name) {
        this.name = name;
    }

    /// Reads the text of a scenario.
    ///
    /// @throws ScenarioError that names the line and what is wrong with it
    public static Scenario parse(String name, String text) throws ScenarioError {
        var reading = new ScenarioText(name);
        int number = 0;
        for (var line : text.lines().toList()) {
            number++;
            var content = line.split("#", 2)[0].strip();
            if (!content.isEmpty()) {
                reading.statement(new Words(name + ".scenario:" + number, content));
            }
        }
        return reading.finish();
    }

    private void statement(Words words) throws ScenarioError {
        var keyword = words.next("a statement");
        switch (keyword) {
            case "title" -> {
                title = words.rest();
                return;
            }
            case "setting" -> {
                setting(words);
                return;
            }
            case "cluster" -> cluster(words);
            case "load" -> load(words);
            case "warm" -> warm = words.time("the warm-up");
            case "run" -> run = words.time("the run");
            case "clean" -> clean = words.time("the clean run");
            case "rounds" -> rounds = words.count("the rounds");
            case "continuous" -> continuous = true;
            case "at" -> faults.add(FaultText.timed(words));
            case "expect" -> expect(words);
            default ->
                    throw words.wrong(
                            "'"
                                    + keyword
                                    + "' is no statement: title, cluster, setting, load, warm, run,"
                                    + " clean, rounds, continuous, at and expect are");
        }
        words.end();
    }

    private void setting(Words words) throws ScenarioError {
        var key = words.next("a key");
        words.expect("=");
        settings.put(key, words.rest());
    }

    private void cluster(Words words) throws ScenarioError {
        int cores = shape.cores();
        int edges = shape.edges();
        int cassandra = shape.cassandra();
        while (!words.isAtEnd()) {
            var kind = words.next("a kind of process");
            int count = words.count(kind);
            switch (kind) {
                case "cores" -> cores = count;
                case "edges" -> edges = count;
                case "cassandra" -> cassandra = count;
                default ->
                        throw words.wrong(
                                "a cluster has cores, edges and cassandra, but no " + kind);
            }
        }
        shape = new Scenario.Shape(cores, edges, cassandra);
    }

    private void load(Words words) throws ScenarioError {
        while (!words.isAtEnd()) {
            var what = words.next("a figure of the load");
            mix =
                    switch (what) {
                        case "calls" -> mix.withCalls(words.number(what));
                        case "ringing" -> mix.withRinging(words.share(what));
                        case "forked" -> mix.withForked(words.share(what));
                        case "held" -> mix.withHeld(words.share(what));
                        case "held-for" -> mix.heldFor(words.time(what).toMillis());
                        case "registers" -> mix.withRegisters(words.number(what));
                        case "newcomers" -> mix.withNewcomers(words.share(what));
                        case "tcp" -> mix.withTcp(words.share(what));
                        case "users" -> mix.withUsers(words.count(what));
                        default ->
                                throw words.wrong(
                                        "'"
                                                + what
                                                + "' is nothing of a load: calls, ringing, forked,"
                                                + " held, held-for, registers, newcomers, tcp and"
                                                + " users are");
                    };
        }
    }

    private void expect(Words words) throws ScenarioError {
        while (!words.isAtEnd()) {
            var word = words.next("a figure");
            var figure =
                    Arrays.stream(Expectation.Figure.values())
                            .filter(each -> each.toString().equals(word))
                            .findFirst()
                            .orElseThrow(
                                    () ->
                                            words.wrong(
                                                    "'%s' is not measured: %s are"
                                                            .formatted(
                                                                    word,
                                                                    Arrays.toString(
                                                                            Expectation.Figure
                                                                                    .values()))));
            words.takes("<");
            long most = figure.isTime() ? words.time(word).toMillis() : words.count(word);
            expectations.add(new Expectation(figure, most));
        }
    }

    private Scenario finish() throws ScenarioError {
        for (var fault : faults) {
            if (fault.at().compareTo(run) > 0) {
                throw new ScenarioError(
                        "%s.scenario: '%s' comes after the run has ended"
                                .formatted(name, fault.text()));
            }
        }
        if (!mix.isPossible()) {
            throw new ScenarioError(
                    name + ".scenario: ringing, forked and held are more than all calls");
        }
        if (rounds < 1) {
            throw new ScenarioError(name + ".scenario: there is at least one round");
        }
        return new Scenario(
                name,
                title.isEmpty() ? name : title,
                shape,
                settings,
                mix,
                warm,
                run,
                clean,
                rounds,
                continuous,
                List.copyOf(faults),
                List.copyOf(expectations));
    }
}
