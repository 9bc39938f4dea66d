package io.carillon.chaos.bench;

import io.carillon.chaos.process.Tool;
import io.carillon.chaos.server.Checkout;
import io.carillon.chaos.server.ServerUnderTest;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/// `./carillon bench`: reads the command line, then measures as it says.
@Command(
        name = "carillon bench",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        versionProvider = Main.Version.class,
        header = "Measures what registrations, calls and messages cost the server on this machine.",
        description = {
            "",
            "Starts a node on loopback with a fresh journal for each workload, drives it with SIPp, and reads the processor time of"
                    + " its process from /proc. Each workload is first run for --warm seconds that do not count (a"
                    + " JVM compiles what runs), then --repetitions times; the table shows medians.",
            "",
            "Workloads: register-insert, register-refresh, register-auth, call, fixed, message, options (all of"
                    + " them when none is named); 'ramp' finds the highest clean rate of calls, 'hold' the memory of a"
                    + " registered user and of a held call (three minutes).",
            "",
            "A call is INVITE, 100, 180, 200 after 50 ms, ACK, 200 ms of talk, BYE, 200: 13 messages through the"
                    + " server. The processor time of the seconds after a run counts too (--settle), because"
                    + " transactions end then. With --beside kamailio both servers run and take turns.",
            "",
            "With --cluster, N nodes that are each core and edge take turns with one node that is alone, all with"
                    + " the same settings and one Cassandra, which does not count. N callers come in at all nodes; a"
                    + " share of the users registers at each and is called by that way (RFC 5626), so most messages"
                    + " change node. The cluster is warmed N times as long, so that each node is as warm. The one"
                    + " node is also measured at an Nth of the rate, as busy as each node of the cluster: a call"
                    + " costs the less the more there are at a time.",
            ""
        })
public final class Main implements Callable<Integer> {
    private static final String RAMP = "ramp";
    private static final String HOLD = "hold";
    private static final int MOST_NODES = 9;

    @Parameters(arity = "0..*", paramLabel = "WORKLOAD", description = "what to measure")
    private List<String> names = List.of();

    @Option(names = "--rate", description = "runs begun each second (default: by workload)")
    private int rate;

    @Option(names = "--seconds", description = "length of a run (${DEFAULT-VALUE})")
    private int seconds = 8;

    @Option(
            names = "--repetitions",
            description = "counted runs of each workload (${DEFAULT-VALUE})")
    private int repetitions = 3;

    @Option(
            names = "--warm",
            description = "seconds of uncounted warm-up of each workload (${DEFAULT-VALUE})")
    private int warm = 10;

    @Option(
            names = "--settle",
            description = "seconds still counted after a run of calls (${DEFAULT-VALUE})")
    private int settle = 6;

    @Option(names = "--users", description = "users of the domain (${DEFAULT-VALUE})")
    private int users = 10_000;

    @Option(names = "--calls", description = "calls held by 'hold' (${DEFAULT-VALUE})")
    private int calls = 10_000;

    @Option(names = "--tcp", description = "over TCP, one connection on each side; else over UDP")
    private boolean tcp;

    @Option(
            names = "--beside",
            paramLabel = "SERVER",
            description = "measure this server in turns with ours: kamailio")
    private String beside;

    @Option(
            names = "--cluster",
            paramLabel = "N",
            arity = "0..1",
            fallbackValue = "3",
            description = {
                "measure a cluster of N nodes (${FALLBACK-VALUE}) in turns with one node: call (the default),"
                        + " fixed, message, options"
            })
    private int cluster;

    @Option(
            names = "--profile",
            paramLabel = "DIR",
            description =
                    "after the counted runs one more with async-profiler: collapsed stacks go to DIR, shares to"
                            + " the report")
    private Path profile;

    @Option(
            names = "--port",
            description = "measure the server that already listens there on 127.0.0.1")
    private int port;

    @Option(names = "--pid", description = "the processes of that server; their children count too")
    private List<Long> pids = List.of();

    @Option(names = "--domain", description = "the domain served (${DEFAULT-VALUE})")
    private String domain = ServerUnderTest.DOMAIN;

    @Option(
            names = "-D",
            paramLabel = "KEY=VALUE",
            description = "a setting for the node that is started")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "append every result to this file, a JSON object a line")
    private Path json;

    private Report report;

    public static void main(String[] arguments) {
        System.exit(
                new CommandLine(new Main())
                        .setExecutionExceptionHandler(
                                (failure, _, _) -> {
                                    System.err.println("carillon: " + failure.getMessage());
                                    return 1;
                                })
                        .execute(arguments));
    }

    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            var version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"carillon " + (version == null ? "" : version)};
        }
    }

    @Override
    public Integer call() throws IOException {
        var wrong = wrongUsage();
        if (wrong != null) {
            System.err.println("carillon: " + wrong);
            return 2;
        }
        report = new Report(Math.max(1, cluster));
        var directory = Checkout.newDirectory("bench");
        try {
            for (var workload : workloads()) {
                measure(directory, workload);
            }
            if (names.contains(RAMP)) {
                ramp(directory);
            }
            if (names.contains(HOLD)) {
                hold(directory);
            }
        } finally {
            Checkout.remove(directory);
        }
        report.print(System.out);
        return 0;
    }

    /// What is wrong with the command line; null when nothing is.
    private String wrongUsage() {
        for (var name : names) {
            if (Workload.of(name).isEmpty() && !name.equals(RAMP) && !name.equals(HOLD)) {
                return "no workload '%s': see ./carillon bench --help".formatted(name);
            }
        }
        if (beside != null && !beside.equals("kamailio")) {
            return "--beside knows kamailio, not '%s'".formatted(beside);
        }
        if (cluster < 0 || cluster > MOST_NODES) {
            return "--cluster takes 1 to %d nodes".formatted(MOST_NODES);
        }
        if (cluster > 0 && (beside != null || port > 0)) {
            return "--cluster goes with neither --beside nor --port";
        }
        if (cluster > 0 && (hasOwnForm() || workloads().stream().anyMatch(Main::registers))) {
            return "--cluster measures call, fixed, message and options";
        }
        if ((port == 0) != pids.isEmpty()) {
            return "--port and --pid belong together";
        }
        if (seconds < 1 || repetitions < 1 || users < 1 || warm < 0 || settle < 0 || rate < 0) {
            return "--seconds, --repetitions and --users are at least 1, the others at least 0";
        }
        var needed = new ArrayList<>(List.of(Tool.SIPP));
        if (beside != null) {
            needed.add(Tool.KAMAILIO);
        }
        return needed.stream()
                .filter(tool -> tool.path().isEmpty())
                .map(Tool::missing)
                .findFirst()
                .orElse(null);
    }

    private boolean hasOwnForm() {
        return names.contains(RAMP) || names.contains(HOLD);
    }

    private static boolean registers(Workload workload) {
        return workload.isRegistration();
    }

    private List<Workload> workloads() {
        if (names.isEmpty()) {
            return cluster > 0 ? List.of(Workload.CALL) : List.of(Workload.values());
        }
        return names.stream().flatMap(name -> Workload.of(name).stream()).toList();
    }

    /// Every workload finds servers that were just started: one that has worked for long may cost
    /// more (Kamailio's MESSAGE was seen to cost three times as much after two runs of calls).
    private void measure(Path directory, Workload workload) {
        int runsPerSecond = rate > 0 ? rate : workload.rate();
        try (var subjects = start(directory, workload.needsDigest())) {
            for (var each : subjects.measurements()) {
                int warming = warm * each.subject().sip().size();
                progress(
                        "warming %s with %s, %d s"
                                .formatted(name(each), workload.title(), warming));
                each.warm(workload, runsPerSecond, warming);
            }
            for (int repetition = 1; repetition <= repetitions; repetition++) {
                for (var each : subjects.measurements()) {
                    measure(each, workload, runsPerSecond, repetition);
                    boolean besideCluster = cluster > 1 && each.subject().sip().size() < cluster;
                    if (besideCluster && runsPerSecond >= cluster) {
                        measure(each, workload, runsPerSecond / cluster, repetition);
                    }
                }
            }
            if (profile != null) {
                for (var each : subjects.measurements()) {
                    profile(each, workload, runsPerSecond);
                }
            }
        }
    }

    private void measure(
            Measurement measurement, Workload workload, int runsPerSecond, int repetition) {
        var sample = measurement.measure(workload, runsPerSecond, seconds);
        progress(
                "%s %d of %d: %s"
                        .formatted(workload.title(), repetition, repetitions, sample.line()));
        report.add(sample);
        write(sample.json());
    }

    private void profile(Measurement measurement, Workload workload, int runsPerSecond) {
        var label = name(measurement) + "-" + workload.title();
        progress("profiling " + label);
        var profiler = Profiler.start(profile, label, measurement.subject().roots());
        var sample = measurement.measure(workload, runsPerSecond, seconds);
        progress(sample.line());
        var stacks = profiler.stop();
        report.note(
                "%s at %d/s, %s: %s"
                        .formatted(
                                workload.title(), runsPerSecond, name(measurement), stacks.line()));
    }

    private void ramp(Path directory) {
        try (var subjects = start(directory, false)) {
            for (int repetition = 1; repetition <= repetitions; repetition++) {
                for (var each : subjects.measurements()) {
                    progress("ramp %d of %d: %s".formatted(repetition, repetitions, name(each)));
                    each.warm(Workload.CALL, Workload.CALL.rate(), repetition == 1 ? warm : 0);
                    var highest =
                            new Ramp(each, Workload.CALL, seconds, Main::progress)
                                    .highest()
                                    .map(Sample::rate)
                                    .orElse(0);
                    report.note(
                            "highest clean rate of calls, %s: %d/s".formatted(name(each), highest));
                    write(
                            new JsonLine("ramp")
                                    .put("server", name(each))
                                    .put("highest", highest)
                                    .toString());
                }
            }
        }
    }

    private void hold(Path directory) {
        try (var subjects = start(directory, false)) {
            for (var each : subjects.measurements()) {
                progress("holding %d calls at %s".formatted(calls, name(each)));
                var result =
                        new Hold(each.subject(), each.setting(), calls, Main::progress)
                                .measure(warm);
                report.note(result.line());
                write(result.json());
            }
        }
    }

    private Lineup start(Path directory, boolean digest) {
        progress("starting the server%s".formatted(beside == null && cluster == 0 ? "" : "s"));
        var conditions = new Conditions(directory, domain, tcp, users, Duration.ofSeconds(settle));
        var lineup =
                cluster > 0
                        ? Lineup.start(conditions, settings, cluster, Main::progress)
                        : port > 0
                                ? Lineup.of(conditions, Subject.Given.at(port, pids))
                                : Lineup.start(conditions, settings, digest, beside != null);
        if (!lineup.measurements().getFirst().setting().hasFineClock()) {
            report.note("no C compiler (cc): response times have the step of the kernel's tick");
        }
        return lineup;
    }

    private static String name(Measurement measurement) {
        return measurement.subject().name();
    }

    private void write(String line) {
        if (json == null) {
            return;
        }
        try {
            Files.writeString(
                    json, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    private static void progress(String line) {
        System.err.println(line);
    }
}
