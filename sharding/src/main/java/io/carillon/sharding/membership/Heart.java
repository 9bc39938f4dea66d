package io.carillon.sharding.membership;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/// The links of this node to all others, what they tell about who is gone, and what follows for the
/// own [Lease].
///
/// Rules are in [Votes] and [LeaseTable]; here they meet sockets and threads. Whom the majority
/// holds for gone is said to whoever asked for it ([#onConfirmed]), which does the downing.
final class Heart implements HeartServer.Host, HeartLink.Listener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Heart.class);

    /// Shorter than the failure detector's pause and the resolver's wait together (3 s + 5 s): when
    /// others take over from a node that they no longer hear, its lease has ended.
    static final long LEASE_NANOS = 5_000_000_000L;

    private final Peer self;
    private final byte[] key;
    private final HeartSecurity security;
    private final Lease lease;
    private final BiFunction<String, Boolean, FormationAnswer> formation;
    private final HeartServer server;

    private final Votes votes = new Votes();
    private final LeaseTable leases = new LeaseTable(LEASE_NANOS);
    private final Map<Long, HeartLink> links = new HashMap<>();
    private final Map<Long, Integer> inbound = new HashMap<>();
    private final Set<Long> departing = new HashSet<>();
    private Members members;
    private Consumer<Peer> confirmed = _ -> {};

    /// Those that this node holds for gone.
    private volatile Set<Long> gone = Set.of();

    /// @param formation answers who looks for a cluster: its address, and whether it stands
    /// @throws IOException when the heart port cannot be had
    Heart(
            Peer self,
            InetSocketAddress listen,
            byte[] key,
            HeartSecurity security,
            Lease lease,
            BiFunction<String, Boolean, FormationAnswer> formation)
            throws IOException {
        this.self = self;
        this.key = key.clone();
        this.security = security;
        this.lease = lease;
        this.formation = formation;
        this.members = Members.none(self);
        server = new HeartServer(listen, key, self.uid(), security, this);
    }

    /// Who is told of members that are gone by the evidence of a majority.
    synchronized void onConfirmed(Consumer<Peer> listener) {
        confirmed = listener;
    }

    /// The members have changed.
    synchronized void membership(Members now) {
        members = now;
        for (var peer : now.all()) {
            if (peer.uid() == self.uid() || links.containsKey(peer.uid())) continue;
            var link = new HeartLink(peer, self, key, security, this);
            links.put(peer.uid(), link);
            link.start();
        }
        links.entrySet()
                .removeIf(
                        each -> {
                            if (now.contains(each.getKey())) return false;
                            each.getValue().stop(false);
                            return true;
                        });
        departing.removeIf(uid -> !now.contains(uid));
        leases.retain(now);
        if (!gone.isEmpty()) {
            hold(gone.stream().filter(now::contains).collect(java.util.stream.Collectors.toSet()));
        }
        decide();
    }

    synchronized Members members() {
        return members;
    }

    /// Whether somebody, this node included, holds a member for gone.
    synchronized boolean isSuspected(long uid) {
        return votes.isSuspected(uid);
    }

    @Override
    public synchronized void counted(long uid, long beatNanos) {
        leases.echoed(uid, beatNanos);
        renew();
    }

    @Override
    public synchronized void alive(long uid) {
        if (!gone.contains(uid)) return;
        LOG.info("{} is there after all", members.find(uid).map(Peer::toString).orElse("A peer"));
        var fewer = new HashSet<>(gone);
        fewer.remove(uid);
        hold(fewer);
        decide();
    }

    /// Refusals count as long as the process does not speak to us itself, and did not take its
    /// leave: rules of a firewall refuse in the name of the living.
    @Override
    public synchronized void gone(long uid, String why) {
        if (gone.contains(uid) || !members.contains(uid)) return;
        if (departing.contains(uid) || inbound.getOrDefault(uid, 0) > 0) return;
        LOG.warn("{} is gone: {}", members.find(uid).orElseThrow(), why);
        var more = new HashSet<>(gone);
        more.add(uid);
        hold(more);
        decide();
    }

    private void hold(Set<Long> suspects) {
        if (suspects.equals(gone)) return;
        gone = Set.copyOf(suspects);
        votes.put(self.uid(), gone);
        links.values().forEach(HeartLink::beatNow);
    }

    @Override
    public Set<Long> suspects() {
        return gone;
    }

    @Override
    public FormationAnswer asked(String address, boolean standing) {
        return formation.apply(address, standing);
    }

    @Override
    public synchronized boolean counts(long uid) {
        return members.contains(uid) && !members.unreachable().contains(uid);
    }

    /// What a peer said counts as long as it can take it back.
    @Override
    public synchronized void inbound(long uid, boolean open) {
        int count = inbound.merge(uid, open ? 1 : -1, Integer::sum);
        if (count > 0) return;
        inbound.remove(uid);
        votes.put(uid, Set.of());
    }

    @Override
    public synchronized void accused(long voter, Set<Long> suspects) {
        votes.put(voter, suspects);
        if (!suspects.isEmpty()) decide();
    }

    @Override
    public synchronized void departing(long uid) {
        departing.add(uid);
    }

    private void decide() {
        votes.newlyConfirmed(members).forEach(confirmed);
        renew();
    }

    private void renew() {
        boolean before = lease.mayAct();
        lease.endAt(leases.validUntil(members, gone, System.nanoTime()));
        if (!before && lease.mayAct()) LOG.info("{} has its lease", self);
    }

    /// Takes leave of all peers and closes the heart port.
    @Override
    public void close() {
        Map<Long, HeartLink> all;
        synchronized (this) {
            all = Map.copyOf(links);
            links.clear();
        }
        all.values().forEach(link -> link.stop(true));
        server.close();
    }
}
