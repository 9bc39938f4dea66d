package io.carillon.persistence.embedded;

import com.typesafe.config.ConfigFactory;

import io.carillon.persistence.AorEvent;
import io.carillon.persistence.AorState;
import io.carillon.persistence.PersistenceIds;
import io.carillon.sip.location.Aor;
import io.carillon.sip.location.Binding;
import io.carillon.sip.location.BindingEvent;
import io.carillon.sip.location.Contact;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// What a persist costs: CPU microseconds of the whole process for each, and the rate.
///
/// Question: is the journal cheap enough to write at each REGISTER that needs it? Started by hand,
/// with the module's test class path:
///
/// ```
/// java ... JournalCost DIRECTORY JOURNAL MODE SECONDS [-D settings]
///   JOURNAL  embedded | inmem
///   MODE     closed        1,000 entities, each persists again as soon as it may
///            paced:RATE    RATE persists a second over the same 1,000 entities
///            new:RATE      RATE new entities a second: recovery, one persist, stop
/// ```
/// The difference to `inmem` is the journal's own; both hold what Pekko and the driver cost.
final class JournalCost {

    private static final int ENTITIES = 1_000;
    private static final AtomicLong DONE = new AtomicLong();
    private static final AtomicLong SENT = new AtomicLong();
    private static volatile boolean closedLoop;

    private JournalCost() {}

    public static void main(String[] args) throws Exception {
        var directory = Files.createDirectories(Path.of(args[0]));
        var journal =
                args[1].equals("inmem")
                        ? """
                        pekko.persistence.journal.plugin = "pekko.persistence.journal.inmem"
                        pekko.persistence.snapshot-store.plugin = "pekko.persistence.no-snapshot-store"
                        """
                        : "";
        var config = ConfigFactory.parseString(journal).withFallback(EmbeddedConfig.in(directory));
        var mode = args[2];
        var seconds = Integer.parseInt(args[3]);
        var system = ActorSystem.create(Entities.create(), "cost", config);
        Send fresh = n -> system.tell("new-" + n);
        Send old = n -> system.tell("old-" + n % ENTITIES);
        closedLoop = true;
        for (var i = 0; i < ENTITIES; i++) {
            old.one(SENT.getAndIncrement());
        }
        // Warm code first: at low rates the compiler would be what is measured.
        drive(seconds * 1_000L, 0, old);
        if (mode.equals("closed")) {
            measure(seconds, 0, old);
        } else {
            closedLoop = false;
            var send = mode.startsWith("new:") ? fresh : old;
            var rate = Integer.parseInt(mode.substring(mode.indexOf(':') + 1));
            drive(seconds * 1_000L, 4_000, send);
            drive(2_000, rate, send);
            measure(seconds, rate, send);
        }
        closedLoop = false;
        Runtime.getRuntime().halt(0);
    }

    private interface Send {
        void one(long n);
    }

    private static void measure(int seconds, int rate, Send send) {
        var cpu = cpuNanos();
        var driver = threadNanos("main");
        var commit = threadNanos("journal-commit");
        var dispatcher = threadNanos("cost-pekko.actor.default-dispatcher");
        var done = DONE.get();
        var start = System.nanoTime();
        drive(seconds * 1_000L, rate, send);
        var count = DONE.get() - done;
        var elapsed = System.nanoTime() - start;
        System.out.printf(
                Locale.ROOT,
                "%d persists, %.0f/s, %.1f us of CPU each (driver %.1f, actors %.1f, commit %.1f)%n",
                count,
                count * 1e9 / elapsed,
                (cpuNanos() - cpu) / 1e3 / count,
                (threadNanos("main") - driver) / 1e3 / count,
                (threadNanos("cost-pekko.actor.default-dispatcher") - dispatcher) / 1e3 / count,
                (threadNanos("journal-commit") - commit) / 1e3 / count);
    }

    /// Sends evenly, in steps of 1 ms; with rate 0 it only waits.
    private static void drive(long millis, int rate, Send send) {
        var start = System.nanoTime();
        var sent = 0L;
        for (var now = start; now - start < millis * 1_000_000; now = System.nanoTime()) {
            var due = (now - start) * rate / 1_000_000_000L;
            for (; sent < due; sent++) {
                send.one(SENT.getAndIncrement());
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static long threadNanos(String namePrefix) {
        var threads = ManagementFactory.getThreadMXBean();
        var sum = 0L;
        for (var info : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (info != null && info.getThreadName().startsWith(namePrefix)) {
                sum += threads.getThreadCpuTime(info.getThreadId());
            }
        }
        return sum;
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean)
                        ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    /// Passes each name on to the entity of that name, which it starts when there is none.
    private static final class Entities {

        static Behavior<String> create() {
            return Behaviors.setup(
                    context ->
                            Behaviors.receiveMessage(
                                    name -> {
                                        var known = context.getChild(name);
                                        ActorRef<Object> entity =
                                                known.isPresent()
                                                        ? known.get().unsafeUpcast()
                                                        : context.spawn(Entity.create(name), name);
                                        entity.tell("persist");
                                        return Behaviors.same();
                                    }));
        }
    }

    private static final class Entity extends EventSourcedBehavior<Object, AorEvent, AorState> {

        private final String name;
        private final ActorRef<Object> self;

        Entity(String name, ActorRef<Object> self) {
            super(PersistenceIds.of(new Aor(name, "example.com")));
            this.name = name;
            this.self = self;
        }

        static Behavior<Object> create(String name) {
            return Behaviors.setup(context -> new Entity(name, context.getSelf()));
        }

        @Override
        public AorState emptyState() {
            return AorState.EMPTY;
        }

        @Override
        public CommandHandler<Object, AorEvent, AorState> commandHandler() {
            return newCommandHandlerBuilder().forAnyState().onAnyCommand(_ -> persist());
        }

        private Effect<AorEvent, AorState> persist() {
            var effect = Effect().persist(event(name));
            if (name.startsWith("new")) {
                return effect.thenRun(DONE::incrementAndGet).thenStop();
            }
            return effect.thenRun(
                    () -> {
                        DONE.incrementAndGet();
                        if (closedLoop) {
                            self.tell("persist");
                        }
                    });
        }

        @Override
        public EventHandler<AorState, AorEvent> eventHandler() {
            return AorState::after;
        }
    }

    private static AorEvent event(String name) {
        return new AorEvent.ContactChanged(
                new BindingEvent.Bound(
                        new Binding(
                                new Contact(
                                        "sip:" + name + "@192.0.2.7:5062;transport=udp",
                                        1000,
                                        "",
                                        0,
                                        ""),
                                "3848276298220188511@" + name + ".example.com",
                                1,
                                1_800_000_000_000L,
                                1_800_003_600_000L,
                                1_800_007_200_000L,
                                Optional.empty(),
                                List.of(),
                                "Softphone/4.2")));
    }
}
