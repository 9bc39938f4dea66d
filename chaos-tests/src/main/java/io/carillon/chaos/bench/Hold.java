package io.carillon.chaos.bench;

import io.carillon.chaos.process.ProcessCosts;
import io.carillon.chaos.sipp.LoadSetting;
import io.carillon.chaos.sipp.Scenario;
import io.carillon.chaos.sipp.Sipp;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/// Measures what a registered user and a held call keep in memory.
///
/// Live heap after a full collection where the server is a JVM, and PSS for all. Every reading
/// waits until the transactions before it have gone (32 s), so that a call held is that and no
/// more.
final class Hold {
    private static final Duration TRANSACTIONS_GONE = Duration.ofSeconds(36);
    private static final int OPENING_RATE = 500;
    private static final double MIB = 1 << 20;

    private final Subject subject;
    private final LoadSetting setting;
    private final int calls;
    private final Consumer<String> progress;

    Hold(Subject subject, LoadSetting setting, int calls, Consumer<String> progress) {
        this.subject = subject;
        this.setting = setting;
        this.calls = calls;
        this.progress = progress;
    }

    /// @param server its name
    /// @param users how many were registered
    /// @param calls how many were held
    /// @param failed calls that did not end as they should
    /// @param heapPerUser octets; NaN for what is no JVM
    /// @param heapPerCall octets
    /// @param heapLeft octets that were still there when all calls were over
    /// @param memoryPerUser octets of PSS
    /// @param memoryPerCall octets of PSS
    record Result(
            String server,
            int users,
            int calls,
            long failed,
            double heapPerUser,
            double heapPerCall,
            double heapLeft,
            double memoryPerUser,
            double memoryPerCall) {

        String line() {
            var heap =
                    Double.isNaN(heapPerUser)
                            ? ""
                            : String.format(
                                    Locale.ROOT,
                                    "heap %.0f octets per registered user, %.0f per held call"
                                            + " (%.0f left of each when all were over); ",
                                    heapPerUser,
                                    heapPerCall,
                                    heapLeft / calls);
            return String.format(
                    Locale.ROOT,
                    "%s: %sPSS %.0f octets per user, %.0f per call; %d users, %d calls, %d failed",
                    server,
                    heap,
                    memoryPerUser,
                    memoryPerCall,
                    users,
                    calls,
                    failed);
        }

        String json() {
            return new JsonLine("hold")
                    .put("server", server)
                    .put("users", users)
                    .put("calls", calls)
                    .put("failed", failed)
                    .put("heapPerUser", heapPerUser)
                    .put("heapPerCall", heapPerCall)
                    .put("heapLeft", heapLeft)
                    .put("memoryPerUser", memoryPerUser)
                    .put("memoryPerCall", memoryPerCall)
                    .toString();
        }
    }

    private record Memory(double heap, double pss) {}

    private Memory read(String when) {
        var heap = subject.liveHeapBytes();
        var memory =
                new Memory(
                        heap.isPresent() ? heap.getAsLong() : Double.NaN,
                        ProcessCosts.memoryKib(subject.roots()) * 1024.0);
        progress.accept(
                String.format(
                        Locale.ROOT,
                        "  %s %s: PSS %.1f MiB%s",
                        subject.name(),
                        when,
                        memory.pss / MIB,
                        heap.isPresent()
                                ? String.format(
                                        Locale.ROOT, ", live heap %.1f MiB", memory.heap / MIB)
                                : ""));
        return memory;
    }

    /// Takes some three minutes.
    Result measure(int warmSeconds) {
        // Other users and fixed routes: whatever is allocated once is there before the first
        // reading.
        var warming = new Measurement(subject, setting.withPrefix("w"), TRANSACTIONS_GONE);
        warming.warm(Workload.REGISTER_INSERT, OPENING_RATE, Math.min(1, warmSeconds));
        warming.warm(Workload.FIXED, OPENING_RATE, warmSeconds);
        Measurement.pause(TRANSACTIONS_GONE);
        var before = read("before");
        new Measurement(subject, setting, Duration.ZERO).registerUsers();
        Measurement.pause(Duration.ofSeconds(2));
        var withUsers = read("with %d users".formatted(setting.users()));
        var hold = Duration.ofSeconds(calls / OPENING_RATE + 8).plus(TRANSACTIONS_GONE);
        try (var callee = Sipp.callee(setting, Scenario.CALL);
                var caller =
                        Sipp.caller(
                                setting,
                                Scenario.CALL,
                                calls,
                                OPENING_RATE,
                                List.of("-d " + hold.toMillis()))) {
            Measurement.pause(Duration.ofSeconds(calls / OPENING_RATE + 1).plus(TRANSACTIONS_GONE));
            var open = caller.counters().open();
            var withCalls = read("with %d calls".formatted(open));
            var counted = caller.await();
            callee.finish();
            Measurement.pause(TRANSACTIONS_GONE);
            var after = read("after");
            return new Result(
                    subject.name(),
                    setting.users(),
                    calls,
                    calls - counted.succeeded(),
                    (withUsers.heap - before.heap) / setting.users(),
                    (withCalls.heap - withUsers.heap) / Math.max(1, open),
                    after.heap - withUsers.heap,
                    (withUsers.pss - before.pss) / setting.users(),
                    (withCalls.pss - withUsers.pss) / Math.max(1, open));
        }
    }
}
