package io.carillon.persistence.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.pekko.actor.AbstractActor;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.Props;
import org.apache.pekko.persistence.AbstractPersistentActor;
import org.apache.pekko.persistence.RecoveryCompleted;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/// A process that persists for ever and prints each acknowledged `id number` on a line of its own:
/// the victim of [KillTest] and [FailingDiskTest].
///
/// A failed write is printed as `failed <health> <message>` and ends the process.
final class Acknowledger {

    private static final int ENTITIES = 40;
    private static final FileOutputStream OUT = new FileOutputStream(FileDescriptor.out);

    private Acknowledger() {}

    public static void main(String[] args) {
        var system = ActorSystem.create("victim", EmbeddedConfig.in(Path.of(args[0])));
        var padding = "x".repeat(Integer.parseInt(args[1]));
        for (var i = 0; i < ENTITIES; i++) {
            system.actorOf(Props.create(Entity.class, () -> new Entity(padding)), "e-" + i)
                    .tell("go", null);
        }
    }

    /// One write of the whole line, so that a kill never leaves half a line.
    private static void print(String line) {
        try {
            OUT.write((line + "\n").getBytes(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static final class Entity extends AbstractPersistentActor {

        private final String padding;
        private long recovered;

        Entity(String padding) {
            this.padding = padding;
        }

        @Override
        public String persistenceId() {
            return getSelf().path().name();
        }

        @Override
        public AbstractActor.Receive createReceiveRecover() {
            return receiveBuilder()
                    .match(String.class, event -> recovered = number(event))
                    .match(
                            RecoveryCompleted.class,
                            _ -> print("recovered " + persistenceId() + " " + recovered))
                    .build();
        }

        @Override
        public AbstractActor.Receive createReceive() {
            return receiveBuilder().matchEquals("go", _ -> next()).build();
        }

        private void next() {
            persist(
                    (lastSequenceNr() + 1) + " " + padding,
                    event -> {
                        print("ack " + persistenceId() + " " + number(event));
                        getSelf().tell("go", getSelf());
                    });
        }

        @Override
        public void onPersistFailure(Throwable cause, Object event, long sequenceNr) {
            var health = EmbeddedPersistence.get(getContext().getSystem()).health();
            print("failed " + health.healthy() + " " + cause.getMessage());
            Runtime.getRuntime().halt(3);
        }

        private static long number(String event) {
            return Long.parseLong(event.substring(0, event.indexOf(' ')));
        }
    }
}
