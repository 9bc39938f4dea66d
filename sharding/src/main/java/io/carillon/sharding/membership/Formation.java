package io.carillon.sharding.membership;

import org.apache.pekko.actor.Address;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/// Finds the cluster, or forms it: asks the seeds over their heart ports until it is in one.
///
/// What follows from the answers is [Candidacy]'s to say. Here is also the other side: what this
/// node answers.
final class Formation {
    private static final Logger LOG = LoggerFactory.getLogger(Formation.class);
    private static final Set<MemberStatus> INSIDE =
            Set.of(MemberStatus.joining(), MemberStatus.weaklyUp(), MemberStatus.up());
    private static final long FIRST_PAUSE_MILLIS = 50;
    private static final long LONGEST_PAUSE_MILLIS = 2_000;

    /// How long the member that we asked to let us in has for it.
    private static final long JOIN_NANOS = 3_000_000_000L;

    private final Cluster cluster;
    private final Peer self;
    private final Seeds seeds;
    private final SeedQuestion question;
    private final Candidacy candidacy;
    private final FormationVotes votes = new FormationVotes();

    /// Since when we have been trying to get into a cluster that we know of.
    private Optional<Long> joiningSince = Optional.empty();

    private String waitingFor = "";
    private long pauseMillis = FIRST_PAUSE_MILLIS;

    Formation(Cluster cluster, Peer self, MembershipSettings settings, HeartSecurity security) {
        this.cluster = cluster;
        this.self = self;
        this.seeds = new Seeds(settings.seeds());
        this.question = new SeedQuestion(self, settings.key(), security);
        this.candidacy = new Candidacy(self.address(), settings.expectedSeeds());
    }

    /// What this node says to one that looks for a cluster.
    FormationAnswer answer(String asking, boolean standing) {
        if (isInside()) return new FormationAnswer.InCluster(self.address());
        if (cluster.isTerminated() || ownStatus().isPresent()) return new FormationAnswer.Busy();
        synchronized (votes) {
            boolean free = standing && joiningSince.isEmpty();
            return new FormationAnswer.Looking(free && votes.ask(asking, System.nanoTime()));
        }
    }

    /// Returns when this node is up.
    void join() {
        boolean standing = false;
        while (!isInside()) {
            refuseIfOver();
            ask(standing);
            Candidacy.Step step;
            synchronized (votes) {
                step = candidacy.next(votes, System.nanoTime());
            }
            standing = step instanceof Candidacy.Step.Stand;
            perform(step);
        }
        if (!isUp()) say("enough members to begin, or the others to agree");
        while (!isUp()) {
            refuseIfOver();
            LockSupport.parkNanos(5_000_000);
        }
        LOG.info("{} is up in its cluster", self);
    }

    /// Which seeds are in this cluster and which in another. Asks those alone that are not members.
    Parts parts(Set<String> members) {
        var own = new TreeSet<String>();
        var elsewhere = new TreeSet<String>();
        var known = seeds.resolve().addresses();
        for (var seed : known) {
            if (members.contains(seed)) {
                own.add(seed);
            } else if (question.ask(seed, false)
                    instanceof FormationAnswer.InCluster(var address)) {
                // A member may have another address for those who ask than for the others.
                (members.contains(address) ? own : elsewhere).add(seed);
            }
        }
        return new Parts(own, elsewhere, candidacy.majority(known.size()));
    }

    private void perform(Candidacy.Step step) {
        switch (step) {
            case Candidacy.Step.Join(var address) -> enter(address);
            case Candidacy.Step.Form() -> form();
            case Candidacy.Step.Stand(var waiting) -> pause(waiting);
            case Candidacy.Step.Wait(var waiting) -> pause(waiting);
        }
    }

    private void enter(String address) {
        say("being let in by " + address);
        synchronized (votes) {
            joiningSince = Optional.of(System.nanoTime());
        }
        cluster.join(at(address));
        awaitInside(System.nanoTime() + JOIN_NANOS);
        synchronized (votes) {
            joiningSince = Optional.empty();
        }
    }

    private void form() {
        long until = candidacy.votesEndAt(System.nanoTime());
        LOG.info("{} forms a cluster with the votes of {} seeds", self, candidacy.majority());
        cluster.join(cluster.selfAddress());
        awaitInside(System.nanoTime() + JOIN_NANOS);
        if (System.nanoTime() - until > 0) {
            // Asleep, maybe: the votes may have gone to another meanwhile.
            throw new IllegalStateException("the votes had ended before the cluster was formed");
        }
    }

    private void awaitInside(long until) {
        while (!isInside() && System.nanoTime() - until < 0) {
            refuseIfOver();
            LockSupport.parkNanos(5_000_000);
        }
    }

    /// Asks all seeds at once.
    private void ask(boolean standing) {
        var found = seeds.resolve();
        candidacy.seeds(found.addresses());
        long now = System.nanoTime();
        found.unknown().forEach(name -> candidacy.heard(name, Seeds.UNKNOWN, now));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var asked = new ArrayList<CompletableFuture<Runnable>>();
            for (var seed : found.addresses()) {
                if (seed.equals(self.address()) || found.unknown().contains(seed)) continue;
                asked.add(
                        CompletableFuture.supplyAsync(
                                () -> {
                                    long from = System.nanoTime();
                                    var answer = question.ask(seed, standing);
                                    return () -> candidacy.heard(seed, answer, from);
                                },
                                threads));
            }
            for (var each : asked) each.join().run();
        }
    }

    private void pause(String waiting) {
        say(waiting);
        LockSupport.parkNanos(pauseMillis * 1_000_000);
        pauseMillis = Math.min(pauseMillis * 3 / 2, LONGEST_PAUSE_MILLIS);
    }

    /// Once for each change.
    private void say(String waiting) {
        if (waiting.equals(waitingFor)) return;
        waitingFor = waiting;
        pauseMillis = FIRST_PAUSE_MILLIS;
        LOG.info("{} waits for {}", self, waiting);
    }

    private void refuseIfOver() {
        if (cluster.isTerminated() || Thread.currentThread().isInterrupted()) {
            throw new IllegalStateException("the node was stopped before it was in a cluster");
        }
    }

    private boolean isUp() {
        return ownStatus().filter(MemberStatus.up()::equals).isPresent();
    }

    private boolean isInside() {
        return ownStatus().filter(INSIDE::contains).isPresent();
    }

    /// Empty when this node is in no cluster.
    private Optional<MemberStatus> ownStatus() {
        for (var member : cluster.state().getMembers()) {
            if (member.uniqueAddress().equals(cluster.selfUniqueAddress())) {
                return Optional.of(member).map(Member::status);
            }
        }
        return Optional.empty();
    }

    private Address at(String address) {
        int colon = address.lastIndexOf(':');
        var own = cluster.selfAddress();
        return new Address(
                own.protocol(),
                own.system(),
                address.substring(0, colon),
                Integer.parseInt(address.substring(colon + 1)));
    }
}
