package io.carillon.chaos.load;

import io.carillon.sip.codec.Limits;
import io.carillon.sip.codec.MessageParser;
import io.carillon.sip.message.HeaderName;
import io.carillon.sip.message.MalformedException;
import io.carillon.sip.message.Response;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// Many users with one contact each, who all register, or are all asked for, one after the other or
/// so many at a time. RFC 3261 §10.2.
///
/// Datagrams are repeated as §17.1.2 says, and a request that is refused is made again after half a
/// second; the time of an answer counts from the first of them. The edges take turns.
public final class Crowd implements AutoCloseable {
    private static final long T1_NANOS = 500_000_000;
    private static final long T2_NANOS = 4_000_000_000L;
    private static final long GIVE_UP_NANOS = 32_000_000_000L;
    private static final int WAIT_MILLIS = 2;
    private static final int MOST_TRIES = 40;

    private final List<InetSocketAddress> edges;
    private final String domain;
    private final DatagramSocket socket;
    private final MessageParser parser = new MessageParser(Limits.DEFAULT);
    private final String session = Long.toString(System.nanoTime(), Character.MAX_RADIX);
    private int passes;

    /// @param host the loopback address of all telephones
    public Crowd(List<InetSocketAddress> edges, InetAddress host, String domain) {
        this.edges = List.copyOf(edges);
        this.domain = domain;
        try {
            socket = new DatagramSocket(0, host);
            socket.setReceiveBufferSize(4 << 20);
            socket.setSoTimeout(WAIT_MILLIS);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// What came of a pass over some users.
    ///
    /// @param micros the times of all answers, in order of their length
    /// @param refused final answers other than 200, by status
    /// @param lost users whose contact was not in the answer
    /// @param unanswered users who had no 200 at all
    public record Pass(
            int users,
            double seconds,
            int[] micros,
            Map<Integer, Integer> refused,
            int lost,
            int unanswered) {
        public double perSecond() {
            return (users - unanswered) / seconds;
        }

        /// The time in milliseconds within which so many percent had their answer.
        public double percentile(double percent) {
            int last = micros.length - 1;
            return last < 0 ? 0 : micros[(int) Math.round(last * percent / 100)] / 1000.0;
        }
    }

    /// Registers the users with these numbers.
    ///
    /// @param window how many requests are under way at a time
    /// @param perSecond how many are begun each second at most
    public Pass register(IntStream users, int window, int perSecond, Consumer<Integer> progress) {
        return new Running(users, true, window, perSecond, progress).run();
    }

    /// Asks for the contacts of the users with these numbers.
    ///
    /// @param window how many requests are under way at a time
    /// @param perSecond how many are begun each second at most
    public Pass ask(IntStream users, int window, int perSecond, Consumer<Integer> progress) {
        return new Running(users, false, window, perSecond, progress).run();
    }

    private static String contact(int user) {
        return "sip:a%d@192.0.2.1:5062".formatted(user);
    }

    /// One request until its 200.
    private static final class Open implements Comparable<Open> {
        private final int user;
        private final long begun = System.nanoTime();
        private int tries = 1;
        private long triedAt = begun;
        private long interval = T1_NANOS;
        private long due = begun + T1_NANOS;
        private boolean refused;

        private Open(int user) {
            this.user = user;
        }

        @Override
        public int compareTo(Open other) {
            return Long.compare(due - other.due, 0);
        }
    }

    private final class Running {
        private final int pass = ++passes;
        private final boolean binds;
        private final Iterator<Integer> users;
        private final int window;
        private final int perSecond;
        private final Consumer<Integer> progress;
        private final Map<Integer, Open> open = new HashMap<>();
        private final PriorityQueue<Open> timers = new PriorityQueue<>();
        private final Map<Integer, Integer> refused = new HashMap<>();
        private final IntStream.Builder micros = IntStream.builder();
        private final long begun = System.nanoTime();
        private int started;
        private int answered;
        private int lost;
        private int unanswered;

        private Running(
                IntStream users,
                boolean binds,
                int window,
                int perSecond,
                Consumer<Integer> progress) {
            this.users = users.boxed().iterator();
            this.binds = binds;
            this.window = window;
            this.perSecond = perSecond;
            this.progress = progress;
        }

        private Pass run() {
            try {
                while (users.hasNext() || !open.isEmpty()) {
                    begin();
                    receive();
                    fire();
                }
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
            double seconds = (System.nanoTime() - begun) / 1e9;
            var sorted = micros.build().sorted().toArray();
            return new Pass(started, seconds, sorted, Map.copyOf(refused), lost, unanswered);
        }

        private void begin() throws IOException {
            double due = (System.nanoTime() - begun) / 1e9 * perSecond + 1;
            while (users.hasNext() && open.size() < window && started < due) {
                var next = new Open(users.next());
                started++;
                open.put(next.user, next);
                timers.add(next);
                send(next);
            }
        }

        private void send(Open request) throws IOException {
            var edge = edges.get((request.user + request.tries) % edges.size());
            var octets = request(request);
            socket.send(new DatagramPacket(octets, octets.length, edge));
        }

        private byte[] request(Open request) {
            var contact =
                    binds ? "Contact: <%s>\nExpires: 7200\n".formatted(contact(request.user)) : "";
            return """
            REGISTER sip:%1$s SIP/2.0
            Via: SIP/2.0/UDP %2$s:%3$d;branch=z9hG4bK%4$s-%5$d-%6$d-%7$d;rport
            Max-Forwards: 70
            From: <sip:a%6$d@%1$s>;tag=p%5$d
            To: <sip:a%6$d@%1$s>
            Call-ID: %6$d-%5$d@%4$s
            CSeq: %7$d REGISTER
            %8$sContent-Length: 0

            """
                    .formatted(
                            domain,
                            socket.getLocalAddress().getHostAddress(),
                            socket.getLocalPort(),
                            session,
                            pass,
                            request.user,
                            request.tries,
                            contact)
                    .replace("\n", "\r\n")
                    .getBytes(StandardCharsets.US_ASCII);
        }

        private void receive() throws IOException {
            var packet = new DatagramPacket(new byte[65_535], 65_535);
            try {
                socket.receive(packet);
            } catch (SocketTimeoutException nothing) {
                return;
            }
            var octets = Arrays.copyOf(packet.getData(), packet.getLength());
            if (parser.parse(octets) instanceof Response response && response.isFinal()) {
                take(response);
            }
        }

        private void take(Response response) {
            var parts = response.callId().split("[-@]", 3);
            var request = open.get(Integer.parseInt(parts[0]));
            boolean ours =
                    request != null
                            && Integer.parseInt(parts[1]) == pass
                            && response.cseq().number() == request.tries
                            && !request.refused;
            if (!ours) {
                return; // an answer that was repeated
            }
            if (response.isSuccess()) {
                end(request);
                micros.add((int) ((System.nanoTime() - request.begun) / 1000));
                lost += isBound(request.user, response) ? 0 : 1;
            } else {
                refused.merge(response.status(), 1, Integer::sum);
                request.refused = true;
                again(request, System.nanoTime() + T1_NANOS);
            }
        }

        private void end(Open request) {
            open.remove(request.user);
            timers.remove(request);
            if (++answered % 10_000 == 0) {
                progress.accept(answered);
            }
        }

        private void again(Open request, long due) {
            timers.remove(request);
            request.due = due;
            timers.add(request);
        }

        private void fire() throws IOException {
            long now = System.nanoTime();
            while (!timers.isEmpty() && timers.peek().due - now <= 0) {
                var request = timers.poll();
                boolean silent = now - request.triedAt > GIVE_UP_NANOS;
                if (silent || request.tries > MOST_TRIES) {
                    open.remove(request.user);
                    unanswered++;
                    continue;
                }
                if (request.refused) {
                    request.refused = false;
                    request.tries++;
                    request.triedAt = now;
                    request.interval = T1_NANOS;
                } else {
                    request.interval = Math.min(2 * request.interval, T2_NANOS);
                }
                request.due = now + request.interval;
                timers.add(request);
                send(request);
            }
        }
    }

    private static boolean isBound(int user, Response response) {
        try {
            var contact = contact(user);
            for (var address : response.addresses(HeaderName.CONTACT)) {
                if (address.uri().toString().equals(contact)) {
                    return true;
                }
            }
            return false;
        } catch (MalformedException wrong) {
            throw new IllegalStateException("bad Contact in " + response, wrong);
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
