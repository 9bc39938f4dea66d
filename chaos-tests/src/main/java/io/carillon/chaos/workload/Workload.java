package io.carillon.chaos.workload;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/// Users who register, call each other and hang up at a steady rate, whatever happens to the nodes.
///
/// [#enrol] first, then [#start] and [#stop] as often as wanted, [#awaitQuiet] to let all calls
/// come to their end. Calls from any thread.
public final class Workload implements AutoCloseable {
    private static final long TICK_MILLIS = 10;
    private static final int MOST_AT_ONCE = 50;
    private static final int ENROLMENTS_PER_TICK = 4;
    private static final int QUERIES_PER_TICK = 6;

    private final Mix mix;
    private final Loop loop = new Loop();
    private final Switchboard board;
    private final Users users;
    private boolean running;
    private long startedNanos;
    private long calls;
    private long registers;

    /// @param host the loopback address that telephones use
    /// @param password of every user, where the edges ask for one
    public Workload(
            List<Edge> edges,
            InetAddress host,
            String domain,
            Optional<String> password,
            Mix mix,
            long seed) {
        this.mix = mix;
        var random = new SplittableRandom(seed);
        board = new Switchboard(loop, List.copyOf(edges), domain, random);
        users = loop.ask(() -> new Users(board, mix, host, password));
    }

    /// Registers every telephone and waits for all of them; false when some are not after `atMost`.
    public boolean enrol(Duration atMost) {
        loop.execute(() -> enrolFrom(users.all(), 0));
        return await(atMost, () -> users.all().stream().allMatch(Workload::isPromised));
    }

    private static boolean isPromised(Phone phone) {
        return phone.registration().isPromised();
    }

    private void enrolFrom(List<Phone> all, int from) {
        int to = Math.min(all.size(), from + ENROLMENTS_PER_TICK);
        for (var phone : all.subList(from, to)) {
            if (!isPromised(phone)) {
                phone.registration().refresh();
            }
        }
        if (to < all.size()) {
            loop.after(TICK_MILLIS, () -> enrolFrom(all, to));
        } else if (!all.stream().allMatch(Workload::isPromised)) {
            loop.after(1000, () -> enrolFrom(all, 0));
        }
    }

    /// Begins to call and to register.
    public void start() {
        loop.execute(
                () -> {
                    running = true;
                    startedNanos = System.nanoTime();
                    calls = 0;
                    registers = 0;
                    tick();
                });
    }

    /// Begins nothing new; what has begun goes on.
    public void stop() {
        loop.ask(() -> running = false);
    }

    private void tick() {
        if (!running) {
            return;
        }
        double seconds = (System.nanoTime() - startedNanos) / 1e9;
        long callsDue = (long) (seconds * mix.callsPerSecond()) - calls;
        long registersDue = (long) (seconds * mix.registersPerSecond()) - registers;
        for (int i = 0; i < Math.min(callsDue, MOST_AT_ONCE); i++) {
            call(users.anyCaller(), users.plan());
        }
        for (int i = 0; i < Math.min(registersDue, MOST_AT_ONCE); i++) {
            boolean isNew = board.random().nextDouble() < mix.newcomers();
            (isNew ? users.newcomer() : users.refresher()).registration().refresh();
        }
        calls += Math.max(0, callsDue);
        registers += Math.max(0, registersDue);
        if (callsDue > 1 && mix.callsPerSecond() > 0) {
            board.figures().lag((long) (callsDue * 1000 / mix.callsPerSecond()));
        }
        loop.after(TICK_MILLIS, this::tick);
    }

    private CallFate call(Phone caller, CallFate.Plan plan) {
        var fate = new CallFate(board.unique() + "@" + plan.kind().name().charAt(0), plan);
        board.begin(fate);
        board.figures().callBegun(plan.kind());
        caller.call(fate);
        return fate;
    }

    /// Waits until every call has come to its end, and fails those that have not by then.
    public void awaitQuiet(Duration atMost) {
        await(atMost, () -> board.fates().stream().allMatch(Workload::isOver));
        loop.ask(
                () -> {
                    board.fates().stream().filter(fate -> !isOver(fate)).forEach(this::unfinished);
                    return true;
                });
    }

    private static boolean isOver(CallFate fate) {
        return fate.isSettled() || !fate.failure().isEmpty();
    }

    private void unfinished(CallFate fate) {
        board.failed(fate, "not over: " + fate.openEnds());
    }

    /// What the network does to datagrams from now on.
    public void weather(Weather changed) {
        board.weather(changed);
    }

    /// What has been counted since [#countAnew].
    public Snapshot figures() {
        return loop.ask(() -> board.figures().snapshot());
    }

    /// What has been counted so far, and begins anew; calls that are going on count where they end.
    public Snapshot countAnew() {
        return loop.ask(() -> board.countAnew().snapshot());
    }

    /// The processor time of the telephones, in seconds.
    public double cpuSeconds() {
        return loop.cpuSeconds();
    }

    /// What became of the promised bindings.
    ///
    /// @param promised how many were asked for
    /// @param lost those that are not there, by telephone
    /// @param unanswered those that could not be asked for
    public record Bindings(int promised, List<String> lost, List<String> unanswered) {
        public static final Bindings NONE = new Bindings(0, List.of(), List.of());

        /// These and those.
        public Bindings and(Bindings others) {
            return new Bindings(
                    promised + others.promised,
                    joined(lost, others.lost),
                    joined(unanswered, others.unanswered));
        }

        private static List<String> joined(List<String> some, List<String> others) {
            return Stream.concat(some.stream(), others.stream()).toList();
        }
    }

    /// Asks for every binding that was promised and has not expired.
    public Bindings verifyBindings(Duration atMost) {
        return verify(
                loop.ask(() -> users.all().stream().filter(Workload::isPromised).toList()), atMost);
    }

    /// Asks for bindings that were promised or refreshed after that and have not expired: `most` of
    /// them, as the dice say.
    public Bindings verifyBindingsSince(long nanos, int most, Duration atMost) {
        return verify(loop.ask(() -> some(nanos, most)), atMost);
    }

    private List<Phone> some(long promisedSince, int most) {
        var promised =
                users.all().stream()
                        .filter(each -> each.registration().isPromisedSince(promisedSince))
                        .toList();
        if (promised.size() <= most) {
            return promised;
        }
        return board.random()
                .ints(0, promised.size())
                .distinct()
                .limit(most)
                .mapToObj(promised::get)
                .toList();
    }

    private Bindings verify(List<Phone> promised, Duration atMost) {
        var lost = new ArrayList<String>();
        var unanswered = new ArrayList<String>();
        var open = new int[] {promised.size()};
        loop.execute(() -> verifyFrom(promised, 0, lost, unanswered, open));
        await(atMost, () -> open[0] == 0);
        return loop.ask(
                () -> {
                    for (int i = 0; i < open[0]; i++) {
                        unanswered.add("?");
                    }
                    return new Bindings(
                            promised.size(), List.copyOf(lost), List.copyOf(unanswered));
                });
    }

    private void verifyFrom(
            List<Phone> phones, int from, List<String> lost, List<String> unanswered, int[] open) {
        int to = Math.min(phones.size(), from + QUERIES_PER_TICK);
        for (var phone : phones.subList(from, to)) {
            phone.registration()
                    .verify(
                            finding -> {
                                open[0]--;
                                switch (finding) {
                                    case KEPT -> {}
                                    case LOST -> lost.add(phone.name() + " of " + phone.aor());
                                    case UNANSWERED -> unanswered.add(phone.aor());
                                }
                            });
        }
        if (to < phones.size()) {
            loop.after(TICK_MILLIS, () -> verifyFrom(phones, to, lost, unanswered, open));
        }
    }

    /// Calls so many telephones picked at random among all that are registered, 50 a second.
    public void callSome(int count) {
        loop.execute(() -> callNext(count));
    }

    private void callNext(int left) {
        var all = users.all();
        var phone = all.get(board.random().nextInt(all.size()));
        boolean alone = users.callers().stream().noneMatch(phone::equals);
        if (alone && isPromised(phone)) {
            call(users.anyCaller(), Users.callTo(phone));
        }
        if (left > 1) {
            loop.after(2 * TICK_MILLIS, () -> callNext(left - 1));
        }
    }

    private boolean await(Duration atMost, BooleanSupplier condition) {
        var until = System.nanoTime() + atMost.toNanos();
        while (System.nanoTime() < until) {
            if (loop.ask(condition::getAsBoolean)) {
                return true;
            }
            try {
                Thread.sleep(100);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return loop.ask(condition::getAsBoolean);
    }

    @Override
    public void close() {
        loop.close();
    }
}
