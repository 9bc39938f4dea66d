package io.carillon.node.trace;

import io.carillon.sip.message.Method;
import io.carillon.sip.message.Response;
import io.carillon.sip.message.SipMessage;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/// The messages of calls that have passed this node last, as many as their memory holds.
///
/// Not those of registrations: there are many, and nobody asks for them by Call-ID. Adding may
/// happen on any thread and does not block.
public final class MessageTrace {
    /// What happened to a message here.
    public enum Event {
        /// It came in by a socket of this node.
        RECEIVED,
        /// It was given to a socket of this node.
        SENT,
        /// The entity of its call, which lives here, was told.
        DELIVERED,
        /// That entity wanted it sent.
        WANTED
    }

    /// A message at one place.
    ///
    /// @param peer the other side: `transport:host:port` at a socket, the name of the edge where
    ///     an entity wants it sent; may be empty
    /// @param message what it was: status or method, CSeq, branch
    public record Line(Instant at, Event event, String peer, String callId, String message) {
        /// Objects, references and a Call-ID's own array, by and large.
        private static final int OVERHEAD = 200;

        private int octets() {
            return OVERHEAD + peer.length() + callId.length() + message.length();
        }
    }

    /// Oldest first.
    private final ConcurrentLinkedQueue<Line> lines = new ConcurrentLinkedQueue<>();

    private final AtomicLong octets = new AtomicLong();
    private final long most;

    /// @param most octets of memory, by estimate; beyond them the oldest lines are forgotten
    public MessageTrace(long most) {
        this.most = most;
    }

    void add(Event event, String peer, SipMessage message) {
        if (message.method() == Method.REGISTER) return;
        var line = new Line(Instant.now(), event, peer, message.callId(), description(message));
        lines.add(line);
        long held = octets.addAndGet(line.octets());
        while (held > most) {
            var oldest = lines.poll();
            if (oldest == null) return;
            held = octets.addAndGet(-oldest.octets());
        }
    }

    /// What there is of a Call-ID, oldest first. Looks through everything: for people, not for
    /// messages.
    public List<Line> of(String callId) {
        return lines.stream().filter(line -> line.callId().equals(callId)).toList();
    }

    private static String description(SipMessage message) {
        var branch = message.topVia().branch().orElse("");
        return message instanceof Response response
                ? "%d (%s)  %s".formatted(response.status(), message.cseq(), branch)
                : "%s  %s".formatted(message.cseq(), branch);
    }
}
