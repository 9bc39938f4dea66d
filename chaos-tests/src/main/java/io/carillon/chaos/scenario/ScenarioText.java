package io.carillon.chaos.scenario;

import io.carillon.chaos.workload.Mix;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
///
/// Several faults one after the other are rows. What stands below `row` belongs to it. Moments
/// count from its beginning, or with `after` from the end of what stands above. `calm` lets a row
/// go on until every process is ready again, and so much longer; above the first row it is for
/// all.
///
///     continuous
///     rounds   3
///     calm     8 s
///     expect   failed 0, lost 0
///     row      SIGTERM of a core node, and its return
///     at 0 s   stop core
///     after 4 s start it
///     expect   delay < 1 s
public final class ScenarioText {
    private final String name;
    private String title = "";
    private Scenario.Shape shape = new Scenario.Shape(3, 2, 1);
    private final Map<String, String> settings = new LinkedHashMap<>();
    private Mix mix = Mix.STANDARD;
    private Duration warm = Duration.ofSeconds(20);
    private final RowText whole = new RowText("", Duration.ofSeconds(60), Optional.empty());
    private final List<RowText> rows = new ArrayList<>();
    private Duration clean = Duration.ofSeconds(20);
    private int rounds = 1;
    private boolean continuous;

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
            case "row" -> {
                rows.add(new RowText(words.rest(), Duration.ZERO, whole.calm()));
                return;
            }
            case "cluster" -> cluster(words);
            case "load" -> load(words);
            case "warm" -> warm = words.time("the warm-up");
            case "clean" -> clean = words.time("the clean run");
            case "rounds" -> rounds = words.count("the rounds");
            case "continuous" -> continuous = true;
            default -> {
                if (!(rows.isEmpty() ? whole : rows.getLast()).takes(keyword, words)) {
                    throw words.wrong(
                            "'"
                                    + keyword
                                    + "' is no statement: title, cluster, setting, load, warm, run,"
                                    + " calm, clean, rounds, continuous, row, at, after and expect"
                                    + " are");
                }
            }
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

    private Scenario finish() throws ScenarioError {
        if (!rows.isEmpty() && !whole.isEmpty()) {
            throw new ScenarioError(
                    name + ".scenario: what happens above the first row belongs to none");
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
                played(),
                clean,
                rounds,
                continuous,
                List.copyOf(whole.expectations()));
    }

    private List<Row> played() throws ScenarioError {
        var played = new ArrayList<Row>();
        for (var row : rows) {
            played.add(row.finish(name, row.expectations()));
        }
        return played.isEmpty() ? List.of(whole.finish(name, List.of())) : List.copyOf(played);
    }
}
