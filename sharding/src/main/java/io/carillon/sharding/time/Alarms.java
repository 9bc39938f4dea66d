package io.carillon.sharding.time;

import org.apache.pekko.actor.typed.ActorRef;

/// Wakes entities up at a later time, cheaply enough for several alarms a call.
///
/// There is no cancel: whoever is woken looks at its own deadlines and ignores an alarm that has
/// become idle. The edge provides one that turns a wheel on each event loop.
public interface Alarms {
    /// Tells `message` to `target` after `delayMillis` (at least one tick of the wheel, some 10 ms,
    /// and never early). May be called from any thread.
    <T> void after(long delayMillis, ActorRef<T> target, T message);
}
