package io.carillon.sharding.simulation;

import io.carillon.sip.location.Aor;
import io.carillon.sip.transport.Transport;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/// One run: phones register and call each other for half a minute while nodes die, leave and come;
/// in some an edge dies, in some clocks are set; then everybody finishes what he has begun, and
/// nothing may be left but
/// the registrations, which are all there.
final class Scenario {
    private static final List<String> USERS = List.of("alice", "bob", "carol");

    /// Faults and calls begin before this.
    private static final long BUSY = 30_000;

    /// Of a clock, in milliseconds.
    private static final long MOST_STEP = 20_000;

    /// By then every person has done what he wanted.
    private static final long QUIET = 160_000;

    /// Then nobody is in memory any more.
    private static final long FORGOTTEN = 170_000;

    /// By then every timer has fired.
    private static final long SILENT = 240_000;

    private final long seed;
    private final Chance chance;
    private final Cluster cluster;
    private final Faults faults;
    private final List<Phone> phones = new ArrayList<>();
    private final boolean edgeDies;
    private int questions;
    private int answers;

    private Scenario(long seed) {
        this.seed = seed;
        // What the run is to be must not shift when what happens in it does.
        this.chance = new Chance(~seed);
        // Each by itself: what is doubled by a network that loses nothing must do no harm either.
        var weather =
                new PhoneNetwork.Weather(
                        chance.oneOf(List.of(0, 0, 2, 5, 10)),
                        chance.oneOf(List.of(0, 2, 10)),
                        chance.oneOf(List.of(0, 5, 20)));
        this.cluster = new Cluster(seed, weather);
        this.faults = new Faults(cluster);
        this.edgeDies = chance.percent(35);
    }

    /// How a run ended.
    ///
    /// @param broken what promise was not kept, how to see it again, and the ladder of it
    record Outcome(Optional<String> broken, String diary) {}

    static Outcome run(long seed) {
        var scenario = new Scenario(seed);
        try {
            scenario.play();
            return new Outcome(Optional.empty(), scenario.cluster.diary.all());
        } catch (Ledger.Broken e) {
            return scenario.broken(e.callId, e.getMessage());
        } catch (RuntimeException e) {
            var out = new java.io.StringWriter();
            e.printStackTrace(new java.io.PrintWriter(out));
            return scenario.broken("", out.toString());
        }
    }

    private Outcome broken(String callId, String what) {
        var ladder = callId.isEmpty() ? cluster.diary.all() : cluster.diary.ladder(callId);
        var text =
                "seed %d at %dms: %s%nagain: -Dsimulation.seed=%d%n%s"
                        .formatted(seed, cluster.schedule.now(), what, seed, ladder);
        return new Outcome(Optional.of(text), cluster.diary.all());
    }

    private void play() {
        for (int i = 1; i <= 3; i++) cluster.join("n" + i);
        faults.begin(BUSY + 60_000);
        furnish();
        for (int i = (int) chance.between(3, 7); i > 0; i--) planCall(i);
        planFaults();
        cluster.schedule.after(QUIET, this::everybodyIsDone);
        cluster.schedule.after(QUIET, this::everybodyIsFound);
        cluster.schedule.after(FORGOTTEN, this::everybodyIsReadAgain);
        cluster.schedule.after(FORGOTTEN, this::everybodyIsFound);
        cluster.schedule.after(SILENT, this::nothingIsLeft);
        while (cluster.schedule.step()) {}
        cluster.ledger.close();
    }

    // --- phones ---------------------------------------------------------------------------------

    private void furnish() {
        for (var user : USERS) {
            for (int i = (int) chance.between(1, 3); i > 0; i--) addPhone(user, i);
        }
        for (var phone : phones) {
            at(chance.between(0, 500), () -> phone.register(600));
            at(chance.between(2_000, BUSY), () -> phone.register(600));
            at(chance.between(2_000, BUSY), () -> phone.register(300));
        }
    }

    private void addPhone(String user, int i) {
        var number = phones.size() + 1;
        var transport = chance.percent(65) ? Transport.UDP : Transport.TCP;
        var address = new InetSocketAddress("10.2.0." + number, 5060);
        boolean anywhere = transport == Transport.UDP || !edgeDies;
        var edge = anywhere ? chance.oneOf(cluster.edges) : cluster.edges.getLast();
        var phone = new Phone(cluster, user + i, user, transport, address, number, edge);
        phones.add(phone);
        cluster.add(phone);
    }

    private void at(long millis, Runnable what) {
        cluster.schedule.after(millis, what);
    }

    // --- calls ----------------------------------------------------------------------------------

    private void planCall(int number) {
        var caller = chance.oneOf(phones);
        var callees = phones.stream().filter(phone -> !phone.user.equals(caller.user)).toList();
        var callee = chance.oneOf(callees).user;
        var answers = new LinkedHashMap<String, CallPlan.Answer>();
        for (var phone : phones) {
            if (!phone.user.equals(callee)) continue;
            int status = chance.oneOf(List.of(200, 200, 200, 486, 603, 0));
            boolean rings = chance.percent(80);
            answers.put(phone.name, new CallPlan.Answer(rings, chance.between(20, 9_000), status));
        }
        long patience = chance.percent(25) ? chance.between(50, 5_000) : 40_000;
        var plan =
                new CallPlan(
                        "call-" + number + "-of-" + caller.name,
                        callee,
                        patience,
                        chance.between(0, 10_000),
                        chance.percent(50),
                        answers);
        cluster.add(plan);
        at(chance.between(1_500, BUSY - 10_000), () -> begin(caller, plan));
    }

    /// Who is called has registered by then, however long that took.
    private void begin(Phone caller, CallPlan plan) {
        boolean ready =
                phones.stream()
                        .filter(phone -> phone.user.equals(plan.callee()))
                        .allMatch(cluster.ledger::isRegistered);
        if (ready) caller.call(plan);
    }

    // --- faults ---------------------------------------------------------------------------------

    private void planFaults() {
        planFaultsOfNodes();
        if (chance.percent(30)) planClockSteps();
    }

    /// Up to a minute in all, so that no registration of these 240 s ends before its time.
    private void planClockSteps() {
        cluster.ledger.clocksAreStepped(3 * MOST_STEP);
        for (int i = (int) chance.between(1, 3); i > 0; i--) {
            int which = (int) chance.between(0, 100);
            long step = chance.between(-MOST_STEP, MOST_STEP);
            at(
                    chance.between(500, BUSY),
                    () -> {
                        var living = cluster.living();
                        faults.stepClock(living.get(which % living.size()), step);
                    });
        }
    }

    private void planFaultsOfNodes() {
        for (int i = (int) chance.between(0, 6); i > 0; i--) {
            int shard = (int) chance.between(0, Shards.COUNT - 1);
            boolean calls = chance.percent(70);
            at(
                    chance.between(500, BUSY),
                    () -> {
                        if (calls) faults.moveCalls(shard);
                        else faults.moveAors(shard);
                    });
        }
        if (chance.percent(40)) at(chance.between(500, BUSY), faults::drainOne);
        boolean hostIsLost = edgeDies && chance.percent(25);
        if (edgeDies) planEdgeKill(hostIsLost);
        // Its phones say nothing for up to 18 s, and who takes over a call from a node that died
        // meanwhile asks them for 16 s: with both, that call is lost.
        if (hostIsLost) return;
        long first = chance.between(500, BUSY - 12_000);
        boolean silence = chance.percent(15);
        if (silence) cluster.ledger.nodeIsSilent();
        long noticed = silence ? chance.between(8_000, 12_000) : chance.between(200, 1_000);
        if (chance.percent(75)) planKill(first, noticed);
        if (chance.percent(15)) {
            // Who keeps the copies may die with the owner, or before he has told the next.
            cluster.ledger.severe();
            planKill(first + chance.between(0, 3_000), chance.between(200, 1_000));
        } else if (chance.percent(30)) {
            planKill(first + noticed + chance.between(4_000, 8_000), chance.between(200, 1_000));
        }
    }

    private void planKill(long when, long noticed) {
        var back = chance.between(500, 6_000);
        int which = (int) chance.between(0, 100);
        at(
                when,
                () -> {
                    var living = cluster.living();
                    faults.kill(living.get(which % living.size()), noticed, back);
                });
    }

    private void planEdgeKill(boolean withItsHost) {
        long noticed = withItsHost ? chance.between(8_000, 12_000) : chance.between(100, 1_000);
        long back = chance.between(500, 6_000);
        at(
                chance.between(500, BUSY),
                () -> faults.kill(cluster.edges.getFirst(), withItsHost, noticed, back));
    }

    // --- the end --------------------------------------------------------------------------------

    private void everybodyIsDone() {
        for (var node : cluster.living()) {
            if (node.copies() == 0) continue;
            throw new Ledger.Broken("", node.process.name + " keeps " + node.remains());
        }
        for (var phone : phones) {
            for (var what : phone.remains()) {
                var callId = what.startsWith("call-") ? what.substring(0, what.indexOf(' ')) : "";
                throw new Ledger.Broken(callId, what);
            }
        }
    }

    /// Asks for each user, for a binding that nobody has asked for may be lost as well.
    private void everybodyIsFound() {
        for (var user : USERS) {
            var aor = new Aor(user, "example.com");
            questions++;
            cluster.aors.tell(
                    cluster.edges.getFirst().process,
                    aor.toString(),
                    home ->
                            home.aor(
                                    aor,
                                    shell -> {
                                        answers++;
                                        cluster.ledger.bound(aor, shell.bindings());
                                    }));
        }
    }

    /// What is durable has to say the same.
    private void everybodyIsReadAgain() {
        for (var node : cluster.living()) {
            for (int shard = 0; shard < Shards.COUNT; shard++) node.stopAors(shard);
        }
    }

    private void nothingIsLeft() {
        if (answers < questions) {
            throw new Ledger.Broken("", questions - answers + " users have no entity");
        }
        for (var node : cluster.living()) {
            for (var what : node.remains()) {
                var callId = what.startsWith("call-") ? what.substring(0, what.indexOf(' ')) : "";
                throw new Ledger.Broken(callId, node.process.name + ": " + what);
            }
        }
        for (var edge : cluster.edges) {
            if (!edge.isIdle()) throw new Ledger.Broken("", edge.process.name + " still repeats");
        }
    }
}
