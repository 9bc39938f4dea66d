package io.carillon.sharding.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.sharding.call.CallCommand;
import io.carillon.sharding.flow.OutletCommand;
import io.carillon.sharding.flow.Parcel;
import io.carillon.sharding.handover.Former;
import io.carillon.sharding.handover.HandoverCommand;
import io.carillon.sharding.location.AorCommand;
import io.carillon.sharding.wire.proto.WireIncoming;
import io.carillon.sip.codec.MessageWriter;
import io.carillon.sip.location.Aor;
import io.carillon.sip.transaction.TransactionKey;

import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.io.NotSerializableException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Goal: whatever changes node arrives as what it was, also from a node of the release before.
///
/// Method: the messages of [Version1], there and back by way of Pekko with the bindings of this
/// module; and from the files under `wire/v1`, written once. When a file is not read any more, two
/// releases cannot run side by side: mend the serializer, not the files.
class WireSerializerTest {
    private static final Path WRITTEN = Path.of("src/test/resources/wire/v1");
    private static final ActorTestKit KIT = ActorTestKit.create("wire");
    private static final Serialization PEKKO =
            SerializationExtension.get(Adapter.toClassic(KIT.system()));

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    static Iterable<String> names() {
        return Version1.samples(somebody()).keySet();
    }

    private static Version1.Sample sample(String name) {
        return Version1.samples(somebody()).get(name);
    }

    /// An actor that need not live to have a name.
    private static ActorRef<?> somebody() {
        return ActorRefResolver.get(KIT.system()).resolveActorRef("pekko://wire/user/somebody#7");
    }

    private static byte[] write(Object message) {
        return PEKKO.serialize(message).get();
    }

    private static Object read(byte[] octets, String manifest) {
        return PEKKO.deserialize(octets, 5062, manifest).get();
    }

    @ParameterizedTest
    @MethodSource("names")
    void whatIsWrittenIsRead(String name) {
        var sample = sample(name);
        var serializer = (WireSerializer) PEKKO.findSerializerFor(sample.value());

        assertThat(serializer.identifier()).isEqualTo(5062);
        assertThat(serializer.manifest(sample.value())).isEqualTo(sample.manifest());
        var read = read(write(sample.value()), sample.manifest());

        assertThat(read).hasSameClassAs(sample.value());
        assertThat(telling(read)).isEqualTo(telling(sample.value()));
        assertThat(write(read)).isEqualTo(write(sample.value()));
    }

    @ParameterizedTest
    @MethodSource("names")
    void octetsOfVersion1AreReadAsTheyWereMeant(String name) throws IOException {
        var sample = sample(name);

        var read = read(Files.readAllBytes(file(name)), sample.manifest());

        assertThat(read).hasSameClassAs(sample.value());
        assertThat(telling(read)).isEqualTo(telling(sample.value()));
    }

    /// Who adds a manifest adds the octets that releases after this one are to read.
    @Test
    void ofEveryManifestThereAreOctets() throws IllegalAccessException {
        var manifests = new TreeSet<String>();
        for (var field : WireSerializer.class.getDeclaredFields()) {
            if (field.getType() == String.class) manifests.add((String) field.get(null));
        }

        assertThat(manifests)
                .isNotEmpty()
                .isEqualTo(
                        Version1.samples(somebody()).values().stream()
                                .map(Version1.Sample::manifest)
                                .collect(Collectors.toCollection(TreeSet::new)));
    }

    private static String telling(Object message) {
        return switch (message) {
            case CallCommand.Resume(var former) -> telling(former);
            case HandoverCommand.Push(var former) -> telling(former);
            case HandoverCommand.Claimed(var round, var from, var former) ->
                    round + " " + from + former.map(WireSerializerTest::telling);
            case HandoverCommand.Keep keep ->
                    keep.callId()
                            + keep.passage()
                            + keep.owner()
                            + keep.number()
                            + keep.forgets()
                            + keep.sentAt()
                            + Telling.of(keep.copy());
            case Former former ->
                    former.callId()
                            + Telling.of(former.state())
                            + former.origin()
                            + former.passage()
                            + former.holder()
                            + former.keeper()
                            + former.sentAt();
            default -> Telling.of(message);
        };
    }

    @Test
    void whoeverIsToBeAnsweredIsTheSameActor() {
        var probe = KIT.createTestProbe();
        var aor = new Aor("alice", "example.com");
        var command = new AorCommand.GetAccount(aor, probe.ref().unsafeUpcast());

        var read = (AorCommand.GetAccount) read(write(command), "aor.get-account.v1");

        assertThat(read.replyTo()).isEqualTo(probe.ref());
    }

    @Test
    void whatIsToBeSentIsTheOctetsThatCame() {
        var sample = (OutletCommand.Send) sample("outlet.send.v1-by-flow").value();
        var written = MessageWriter.bytes(sample.parcel().opened().orElseThrow());

        var read = (OutletCommand.Send) read(write(sample), "outlet.send.v1");

        var octets = (Parcel.Sealed) read.parcel();
        int from = octets.from();
        assertThat(Arrays.copyOfRange(octets.octets(), from, from + octets.length()))
                .isEqualTo(written);
    }

    @Test
    void fieldsOfANewerReleaseAreIgnored() throws IOException {
        var sample = sample("call.received.v1");
        var octets = write(sample.value());
        var newer = Arrays.copyOf(octets, octets.length + 4);
        // Field 200, a varint.
        newer[octets.length] = (byte) 0xc0;
        newer[octets.length + 1] = 0x0c;
        newer[octets.length + 2] = (byte) 0x96;
        newer[octets.length + 3] = 0x01;

        assertThat(WireIncoming.parseFrom(newer).getUnknownFields().asMap()).hasSize(1);
        assertThat(telling(read(newer, sample.manifest()))).isEqualTo(telling(sample.value()));
    }

    @Test
    void aMessageOfANewerReleaseIsNotSerializable() {
        assertThatThrownBy(() -> read(new byte[0], "call.transferred.v9"))
                .isInstanceOf(NotSerializableException.class)
                .hasMessageContaining("call.transferred.v9");
    }

    @ParameterizedTest
    @MethodSource("names")
    void damagedOctetsAreAMessageOrNotSerializable(String name) {
        var sample = sample(name);
        var octets = write(sample.value());
        var random = new Random(name.hashCode());
        for (int i = 0; i < 300; i++) {
            var damaged = Arrays.copyOf(octets, Math.max(0, octets.length - random.nextInt(2)));
            if (damaged.length > 0) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            var outcome = PEKKO.deserialize(damaged, 5062, sample.manifest());
            if (outcome.isFailure()) {
                assertThat(outcome.failed().get()).isInstanceOf(NotSerializableException.class);
            }
        }
    }

    @Test
    void emptyOctetsAreNoMessageThatNeedsContent() {
        for (var manifest :
                new String[] {"call.received.v1", "aor.register.v1", "outlet.send.v1"}) {
            assertThatThrownBy(() -> read(new byte[0], manifest))
                    .isInstanceOf(NotSerializableException.class);
        }
    }

    @Test
    void whatStaysOnANodeIsRefused() {
        var stop = PEKKO.serialize(CallCommand.Stop.STOP);
        assertThat(stop.failed().get()).hasMessageContaining("not to be sent to another node");
        assertThat(PEKKO.serialize(new HandoverCommand.Put("call-1")).isFailure()).isTrue();
    }

    @Test
    void aKeyOfAnExtensionMethodIsThatKey() {
        var sample = (CallCommand.Unreachable) sample("call.unreachable.v1").value();

        var read = (CallCommand.Unreachable) read(write(sample), "call.unreachable.v1");

        TransactionKey client = read.client();
        assertThat(client).isEqualTo(sample.client());
    }

    /// By hand, for a *new* message only: `mvn test -Dtest=WireSerializerTest
    /// -Dcarillon.write-compat=true` writes the files that are missing and leaves the others alone.
    @Test
    @EnabledIfSystemProperty(named = "carillon.write-compat", matches = "true")
    void writeMissingFiles() throws IOException {
        Files.createDirectories(WRITTEN);
        for (var sample : Version1.samples(somebody()).entrySet()) {
            if (Files.notExists(file(sample.getKey()))) {
                Files.write(file(sample.getKey()), write(sample.getValue().value()));
            }
        }
    }

    private static Path file(String name) {
        return WRITTEN.resolve(name + ".bin");
    }
}
