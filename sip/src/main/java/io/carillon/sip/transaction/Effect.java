package io.carillon.sip.transaction;

import io.carillon.sip.message.SipMessage;

/// One thing a machine wants done. Whoever steps the machine does it and knows what the machine
/// does not: where messages go, and what time it is.
public sealed interface Effect {
    /// Hand a message to the transport: a server's to where the request came from (§18.2.2), a
    /// client's to where its request went, ACK included (§17.1.1.2).
    record Send(SipMessage message) implements Effect {}

    /// Let `Fired(timer)` happen after `delayMillis`; a machine has at most one of each timer.
    record Start(Timer timer, long delayMillis) implements Effect {}

    /// Forget a timer. One that fires all the same does no harm.
    record Stop(Timer timer) implements Effect {}

    /// Tell the core.
    record Tell(Notice notice) implements Effect {}

    static Effect send(SipMessage message) {
        return new Send(message);
    }

    /// "Timer X is set to fire in ...", as the RFC has it.
    static Effect set(Timer timer, long delayMillis) {
        return new Start(timer, delayMillis);
    }

    static Effect stop(Timer timer) {
        return new Stop(timer);
    }

    static Effect tell(Notice notice) {
        return new Tell(notice);
    }
}
