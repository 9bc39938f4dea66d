package io.carillon.chaos.workload;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/// The users of a workload and their telephones: some with one, some with three, many who only
/// register. Decides who calls whom.
final class Users {
    private static final int SINGLE_USERS = 120;
    private static final int FORKED_USERS = 40;
    private static final int PHONES_EACH = 3;
    private static final int SOCKETS = 32;
    private static final int SHARED_CONNECTIONS = 16;

    /// An office behind one connection. With more users to each, as they come, the end of a
    /// connection
    /// would be a heavier fault from round to round.
    private static final int USERS_A_CONNECTION = 32;
    private static final long FORKED_RING_MILLIS = 1500;

    private final Switchboard board;
    private final Mix mix;
    private final InetAddress host;
    private final Optional<String> password;
    private final SplittableRandom random;
    private final List<UdpLine> sockets = new ArrayList<>();
    private final List<TcpLine> connections = new ArrayList<>();
    private final List<Phone> single = new ArrayList<>();
    private final List<List<Phone>> forked = new ArrayList<>();
    private final List<Phone> callers = new ArrayList<>();
    private final List<Phone> registering = new ArrayList<>();
    private int phones;
    private int nextRefresh;

    Users(Switchboard board, Mix mix, InetAddress host, Optional<String> password) {
        this.board = board;
        this.mix = mix;
        this.host = host;
        this.password = password;
        this.random = board.random();
        for (int i = 0; i < SOCKETS; i++) {
            sockets.add(
                    new UdpLine(board.loop(), host, board.edges(), board::weather, random, board));
        }
        for (int i = 0; i < SHARED_CONNECTIONS && mix.tcp() > 0; i++) {
            connections.add(connection(i));
        }
        hire();
    }

    private TcpLine connection(int number) {
        int edges = board.edges().size();
        return new TcpLine(board.loop(), host, board.edges(), number % edges, board);
    }

    private void hire() {
        for (int i = 0; i < SINGLE_USERS; i++) {
            single.add(phone("c" + i, true));
        }
        for (int i = 0; i < FORKED_USERS; i++) {
            var three = new ArrayList<Phone>();
            for (int j = 0; j < PHONES_EACH; j++) {
                three.add(phone("f" + i, true));
            }
            forked.add(List.copyOf(three));
        }
        callers.addAll(single);
        forked.forEach(callers::addAll);
        for (int i = 0; i < mix.users(); i++) {
            newcomer();
        }
    }

    private Phone phone(String user, boolean ownLine) {
        int number = phones++;
        int edge = number % board.edges().size();
        Line line;
        if (random.nextDouble() >= mix.tcp()) {
            line = sockets.get(number % sockets.size());
        } else if (ownLine) {
            line = connection(number);
        } else {
            line = sharedConnection();
        }
        return new Phone(board, "p" + number + "x" + board.unique(), user, line, password, edge);
    }

    private TcpLine sharedConnection() {
        var line = connections.get(random.nextInt(connections.size()));
        if (line.users() < USERS_A_CONNECTION) {
            return line;
        }
        var another = connection(connections.size());
        connections.add(another);
        return another;
    }

    /// A user who has not been there before.
    Phone newcomer() {
        var phone = phone("r" + registering.size(), false);
        registering.add(phone);
        return phone;
    }

    /// The telephones that make and take calls.
    List<Phone> callers() {
        return callers;
    }

    /// All telephones.
    List<Phone> all() {
        var all = new ArrayList<>(callers);
        all.addAll(registering);
        return all;
    }

    /// Whose turn it is to refresh.
    Phone refresher() {
        int number = nextRefresh++ % (callers.size() + registering.size());
        return number < callers.size()
                ? callers.get(number)
                : registering.get(number - callers.size());
    }

    Phone anyCaller() {
        return callers.get(random.nextInt(callers.size()));
    }

    CallFate.Plan plan() {
        double dice = random.nextDouble();
        if (dice < mix.forked()) {
            return toMany();
        } else if (dice < mix.forked() + mix.ringing()) {
            return toOne(CallFate.Kind.RINGING, mix.ringMillis(), mix.talkMillis());
        } else if (dice < mix.forked() + mix.ringing() + mix.held()) {
            return toOne(CallFate.Kind.LONG, 0, mix.heldMillis());
        }
        return toOne(CallFate.Kind.PLAIN, 0, mix.talkMillis());
    }

    private CallFate.Plan toOne(CallFate.Kind kind, long ring, long talk) {
        var callee = single.get(random.nextInt(single.size()));
        return new CallFate.Plan(
                kind,
                callee.user(),
                List.of(callee),
                ring,
                talk,
                callee.id(),
                Set.of(),
                random.nextInt(5) == 0);
    }

    private CallFate.Plan toMany() {
        var three = forked.get(random.nextInt(forked.size()));
        var answerer = random.nextInt(three.size());
        boolean refuses = random.nextDouble() < mix.busy();
        return new CallFate.Plan(
                CallFate.Kind.FORKED,
                three.getFirst().user(),
                three,
                FORKED_RING_MILLIS,
                mix.talkMillis(),
                three.get(answerer).id(),
                refuses ? Set.of(three.get((answerer + 1) % three.size()).id()) : Set.of(),
                random.nextInt(5) == 0);
    }

    /// A short call to this telephone.
    static CallFate.Plan callTo(Phone callee) {
        return new CallFate.Plan(
                CallFate.Kind.PLAIN,
                callee.user(),
                List.of(callee),
                0,
                200,
                callee.id(),
                Set.of(),
                false);
    }
}
