package io.carillon.sharding.location;

import io.carillon.sip.location.Bindings;

import org.apache.pekko.actor.typed.ActorRef;

/// The bindings of one user as they are now: the durable ones, and what refreshes that were not
/// stored made of them. Keeps the node's count of them right, and sees to it that the entity wakes
/// when the next one expires, or to leave when there is none.
///
/// Used on the entity's thread alone.
final class LiveBindings {
    /// Who has no binding is kept in memory for this long after the last question.
    private static final long IDLE_MILLIS = 120_000;

    /// An alarm holds on to its entity, also to one that has moved away.
    private static final long LONGEST_ALARM_MILLIS = 600_000;

    private final AorServices services;
    private final ActorRef<AorCommand> entity;
    private Bindings bindings = Bindings.NONE;
    private long usedAt;
    private long armedFor = Long.MAX_VALUE;

    LiveBindings(AorServices services, ActorRef<AorCommand> entity) {
        this.services = services;
        this.entity = entity;
    }

    Bindings get() {
        return bindings;
    }

    boolean isEmpty() {
        return bindings.isEmpty();
    }

    /// Takes these from now on.
    void become(Bindings next) {
        services.registrations().add(next.size() - bindings.size());
        bindings = next;
    }

    /// Begins anew, whatever was armed before.
    void begin(Bindings recovered, long nowMillis) {
        become(recovered);
        armedFor = Long.MAX_VALUE;
        used(nowMillis);
    }

    void dropExpired(long nowMillis) {
        become(bindings.withoutExpired(nowMillis));
    }

    /// Notes that the entity was asked for something.
    void used(long nowMillis) {
        usedAt = nowMillis;
        arm(nowMillis);
    }

    /// Notes that an alarm went off; whether there is no more reason to stay. One that was
    /// overtaken by an earlier one is not heeded: each would arm another.
    boolean wakesForNothing(long nowMillis) {
        if (nowMillis < armedFor) return false;
        armedFor = Long.MAX_VALUE;
        if (bindings.isEmpty() && nowMillis - usedAt >= IDLE_MILLIS) return true;
        arm(nowMillis);
        return false;
    }

    private void arm(long now) {
        var next = bindings.isEmpty() ? usedAt + IDLE_MILLIS : bindings.nextExpiry();
        if (next >= armedFor) return;
        armedFor = Math.min(next, now + LONGEST_ALARM_MILLIS);
        services.alarms().after(armedFor - now, entity, AorCommand.Woken.WOKEN);
    }
}
