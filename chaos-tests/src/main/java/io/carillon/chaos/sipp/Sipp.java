package io.carillon.chaos.sipp;

import io.carillon.chaos.process.OwnedProcess;
import io.carillon.chaos.process.ProcessCosts;
import io.carillon.chaos.process.Tool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// One SIPp process: a caller that ends by itself, or a callee that runs until it is closed.
public final class Sipp implements AutoCloseable {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final int RECEIVE_BUFFER = 4 << 20;

    private final Path directory;
    private final Path statistics;
    private final OwnedProcess process;
    private final long until;

    private Sipp(LoadSetting setting, String name, List<String> arguments, Duration limit) {
        var label = name + "-" + NUMBER.incrementAndGet();
        directory = setting.directory();
        statistics = directory.resolve(label + ".csv");
        until = System.nanoTime() + limit.toNanos();
        var command = new ArrayList<String>();
        command.add(Tool.SIPP.required());
        command.addAll(arguments);
        command.addAll(List.of("-stf", statistics.toString()));
        process = OwnedProcess.start(label, directory, setting.environment(), command);
    }

    /// A caller: `count` runs of the scenario, `rate` of them begun each second; `more` is added to
    /// the command line. However it goes, it ends a minute after it should.
    public static Sipp caller(
            LoadSetting setting, Scenario scenario, int count, int rate, List<String> more) {
        var file = scenario.callerFile(setting.directory());
        var arguments = new ArrayList<String>();
        arguments.add(text(setting.server()));
        arguments.addAll(shared(setting, file, setting.caller()));
        var seconds = count / rate + 60;
        arguments.addAll(
                List.of(
                        "-m " + count,
                        "-r " + rate,
                        "-l " + Math.max(2000, count),
                        "-recv_timeout 20000",
                        "-trace_rtt",
                        "-rtt_freq 200"));
        if (scenario.usesUsers()) {
            arguments.addAll(List.of("-inf", setting.usersFile().toString()));
        }
        arguments.addAll(more);
        return new Sipp(setting, "caller", words(arguments), Duration.ofSeconds(seconds));
    }

    /// The callee of this scenario. Returns when it listens.
    public static Sipp callee(LoadSetting setting, Scenario scenario) {
        var file = scenario.calleeFile(setting.directory());
        var arguments = shared(setting, file, setting.callee());
        var sipp = new Sipp(setting, "callee", words(arguments), Duration.ofHours(1));
        if (sipp.process.awaitExit(Duration.ofMillis(400))) {
            throw new IllegalStateException("SIPp did not start: " + sipp.process.errors());
        }
        return sipp;
    }

    private static List<String> shared(LoadSetting setting, Path scenario, int port) {
        return List.of(
                "-sf",
                scenario.toString(),
                "-i 127.0.0.1",
                "-p " + port,
                setting.overTcp() ? "-t t1" : "-t u1",
                "-nostdin -trace_stat -fd 1 -f 5",
                "-buff_size " + RECEIVE_BUFFER,
                "-max_retrans 6",
                "-timer_resol 1 -max_recv_loops 2000 -max_sched_loops 2000",
                "-key domain " + setting.domain(),
                "-key server " + text(setting.server()),
                "-key callee 127.0.0.1:" + setting.callee(),
                "-key by",
                setting.overTcp() ? ";transport=tcp" : "");
    }

    private static String text(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    /// Splits what is written as `-option value`; a path or an empty value stands for itself.
    private static List<String> words(List<String> arguments) {
        return arguments.stream()
                .flatMap(
                        text ->
                                text.startsWith("-")
                                        ? Arrays.stream(text.split(" ", -1))
                                        : java.util.stream.Stream.of(text))
                .toList();
    }

    /// Waits for a caller's end and returns what it counted; kills it when it does not end.
    public Counters await() {
        var left = Math.max(0, until - System.nanoTime());
        if (!process.awaitExit(Duration.ofNanos(left))) {
            process.kill();
        }
        return counters();
    }

    /// Whether it is at work: not ended, and not past the time at which [#await] gives up.
    public boolean isRunning() {
        return process.isAlive() && System.nanoTime() < until;
    }

    /// What it has counted, up to a second ago while it runs.
    public Counters counters() {
        return Counters.read(statistics);
    }

    /// Ends a callee and returns what it has counted in all.
    public Counters finish() {
        if (process.isAlive()) {
            process.signal("USR1");
            if (!process.awaitExit(Duration.ofSeconds(2))) {
                process.signal("USR1"); // the second one does not wait for open calls
                process.awaitExit(Duration.ofSeconds(1));
            }
        }
        close();
        return counters();
    }

    /// Processor seconds it has used.
    public double cpuSeconds() {
        return ProcessCosts.cpuSeconds(List.of(process.pid()));
    }

    /// The times in milliseconds between the scenario's `start_rtd` and `rtd` of this name, sorted.
    public double[] responseTimes(String name) {
        var suffix = "_" + process.pid() + "_rtt.csv";
        try (var files = Files.list(directory)) {
            var file = files.filter(path -> path.toString().endsWith(suffix)).findFirst();
            if (file.isEmpty()) {
                return new double[0];
            }
            return Files.readAllLines(file.get()).stream()
                    .map(line -> line.strip().split(";", -1))
                    .filter(row -> row.length > 2 && row[2].replace("\"", "").equals(name))
                    .mapToDouble(row -> Double.parseDouble(row[1]))
                    .sorted()
                    .toArray();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// What it printed to standard error: its own complaints.
    public String errors() {
        return process.errors();
    }

    @Override
    public void close() {
        process.close();
    }
}
