package io.carillon.chaos.trial;

import io.carillon.chaos.scenario.Scenario;
import io.carillon.chaos.scenario.ScenarioError;
import io.carillon.deploy.cluster.Network;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;

/// `./carillon chaos`: reads the command line, then plays scenarios as it says.
@Command(
        name = "carillon chaos",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        subcommands = {Practice.class, Recovery.class},
        header = "Breaks a cluster under load and tells who noticed.",
        description = {
            "",
            "Starts a cluster of real processes for each scenario, in a network namespace of its own where that is"
                    + " allowed, has telephones register and call each other through two edges, does to it what"
                    + " the scenario says, and checks: every call as both of its ends saw it, every registration"
                    + " that was acknowledged, who acted, what is left over. Then the same load runs undisturbed.",
            "",
            "Prints what failed, what was lost, the longest added delay and the time until served again; of the"
                    + " first broken call the messages. Exit status 1 when anything is not as the scenario"
                    + " expects. Without a name all scenarios are played but those that repeat (see --list).",
            ""
        })
public final class Main implements Callable<Integer> {
    @Parameters(
            arity = "0..*",
            paramLabel = "SCENARIO",
            description = "a name of --list, or a file NAME.scenario")
    private List<String> names = List.of();

    @Option(names = "--list", description = "tell what scenarios there are")
    private boolean list;

    @Option(
            names = "--rate",
            paramLabel = "CALLS",
            description = "calls begun each second; registrations in proportion")
    private double rate;

    @Option(
            names = "--row",
            paramLabel = "N",
            description = "play only this row of a scenario that has several; may be repeated")
    private List<Integer> rows = List.of();

    @Option(names = "--rounds", description = "play each so many times on the same cluster")
    private int rounds;

    @Option(names = "--minutes", description = "begin no new round after so many minutes")
    private long minutes;

    @Option(
            names = "--progress",
            paramLabel = "FILE",
            description = "write down each round that was played, and go on where it ends")
    private Path progressFile;

    @Option(
            names = "--release",
            paramLabel = "FOLDER|COMMIT",
            description = {
                "the other release of upgrades: a checkout that is built, or a commit of this one's history, which is"
                        + " built, has practised and is kept in chaos-tests/target/releases (default: the oldest"
                        + " commit that this version works with)"
            })
    private String release;

    /// For the launcher, before it leaves the network.
    @Option(
            names = "--make-ready",
            hidden = true,
            description = "plays nothing, but builds the release that would be needed")
    private boolean onlyReady;

    @Option(names = "--seed", description = "of the dice that users throw (default: the time)")
    private OptionalLong seed = OptionalLong.empty();

    @Option(
            names = "--network",
            paramLabel = "127.N",
            description = "the part of loopback to live in (${DEFAULT-VALUE})")
    private String network = Network.DEFAULT.prefix();

    @Option(
            names = "-D",
            paramLabel = "KEY=VALUE",
            description = "a setting for every node of the cluster")
    private Map<String, String> settings = new LinkedHashMap<>();

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        var main = new Main();
        return new CommandLine(main)
                .setExecutionStrategy(main::executed)
                .setExecutionExceptionHandler(
                        (failure, _, _) -> {
                            System.err.println("carillon: " + failure.getMessage());
                            return 1;
                        });
    }

    /// None of the commands within this one needs another release.
    private int executed(ParseResult parsed) {
        return onlyReady && parsed.hasSubcommand() ? 0 : new RunLast().execute(parsed);
    }

    @Override
    public Integer call() throws Exception {
        try {
            if (list) {
                for (var scenario : Scenarios.all()) {
                    tell(scenario);
                }
                return 0;
            }
            if (release != null) {
                System.setProperty(Releases.PROPERTY, release);
            }
            return onlyReady ? makeReady(chosen()) : play(chosen());
        } catch (ScenarioError wrong) {
            System.err.println("carillon: " + wrong.getMessage());
            return 2;
        }
    }

    private static void tell(Scenario scenario) {
        System.out.printf("%-22s %s%n", scenario.name(), scenario.title());
        for (int i = 0; scenario.rows().size() > 1 && i < scenario.rows().size(); i++) {
            System.out.printf("%24d %s%n", i + 1, scenario.rows().get(i).title());
        }
    }

    private List<Scenario> chosen() throws ScenarioError {
        var chosen = new ArrayList<Scenario>();
        for (var name : names) {
            chosen.add(Scenarios.named(name));
        }
        if (names.isEmpty()) {
            Scenarios.all().stream().filter(each -> each.rounds() == 1).forEach(chosen::add);
        }
        for (var scenario : chosen) {
            int most = scenario.rows().size();
            if (rows.stream().anyMatch(row -> row < 1 || row > most)) {
                throw new IllegalArgumentException(
                        "--row: " + scenario.name() + " has rows 1 to " + most);
            }
        }
        return chosen.stream().map(this::adjusted).toList();
    }

    private Scenario adjusted(Scenario scenario) {
        var some = rows.isEmpty() ? scenario : scenario.withRows(rows);
        var adjusted = rounds > 0 ? some.repeated(rounds) : some;
        double calls = scenario.mix().callsPerSecond();
        return rate > 0 && calls > 0 ? adjusted.with(adjusted.mix().times(rate / calls)) : adjusted;
    }

    private int makeReady(List<Scenario> scenarios) {
        var problem =
                scenarios.stream().anyMatch(Scenario::needsOtherRelease)
                        ? Releases.makeReady(true)
                        : Optional.<String>empty();
        problem.ifPresent(why -> System.err.println("carillon: " + why));
        // Among all there are, that one alone is not played.
        return problem.isPresent() && !names.isEmpty() ? 2 : 0;
    }

    private static Optional<String> missing(Scenario scenario) {
        var problem =
                scenario.needsOtherRelease() ? Releases.makeReady(false) : Optional.<String>empty();
        if (problem.isPresent()) {
            return problem;
        }
        return Optional.of(scenario.needsOwnNetwork() ? OwnNetwork.missing() : "")
                .filter(each -> !each.isEmpty());
    }

    private int play(List<Scenario> scenarios) throws Exception {
        var where = Network.parse(network);
        if (where.isEmpty()) {
            System.err.println("carillon: --network " + network + ": like 127.0 it must be");
            return 2;
        }
        var verdicts = new ArrayList<String>();
        boolean passed = true;
        for (var scenario : scenarios) {
            var missing = missing(scenario);
            if (missing.isPresent()) {
                verdicts.add(scenario.name() + ": not played, " + missing.get());
                passed = false;
                continue;
            }
            var play =
                    new Play(
                            scenario,
                            where.get(),
                            settings,
                            seed.orElse(System.nanoTime()),
                            Optional.ofNullable(progressFile).map(RoundLog::new),
                            minutes > 0
                                    ? Optional.of(Duration.ofMinutes(minutes))
                                    : Optional.empty());
            boolean good = play.run();
            passed &= good;
            verdicts.add(scenario.name() + ": " + (good ? "passed" : "FAILED"));
        }
        System.out.println();
        verdicts.forEach(System.out::println);
        return passed ? 0 : 1;
    }
}
