package io.carillon.node.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.sharding.wire.WireSerializer;

import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.serialization.SerializerWithStringManifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.NotSerializableException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The rehearsal really plays, ends in time, leaves nothing behind, and
/// practises what a node of a cluster does.
final class RehearsalTest {
    @Test
    void storiesAreToldToTheirEndAndTheFolderIsGone(@TempDir Path dataDir) {
        var from = System.nanoTime();
        // Far more than are begun at once: each further one was begun by the end of another.
        assertThat(Rehearsal.play(Duration.ofSeconds(4), dataDir)).isGreaterThan(300);
        assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofSeconds(30));
        assertThat(dataDir).isEmptyDirectory();
    }

    @Test
    void whatNodesTellEachOtherIsWrittenAndRead(@TempDir Path dataDir) {
        Wire.READ.clear();
        var wire = Map.of("pekko.actor.serializers.carillon-wire", Wire.class.getName());
        Rehearsal.play(Duration.ofSeconds(2), dataDir, wire);
        assertThat(Wire.READ)
                .contains("call.received.v1", "call.responded.v1", "aor.register.v1")
                .contains("aor.look-up.v1", "aor.located.v1", "outlet.send.v1");
    }

    /// The serializer that nodes have, and which manifests it has read.
    public static final class Wire extends SerializerWithStringManifest {
        private static final Set<String> READ = ConcurrentHashMap.newKeySet();

        private final WireSerializer wire;

        public Wire(ExtendedActorSystem system) {
            wire = new WireSerializer(system);
        }

        @Override
        public int identifier() {
            return wire.identifier();
        }

        @Override
        public String manifest(Object message) {
            return wire.manifest(message);
        }

        @Override
        public byte[] toBinary(Object message) {
            return wire.toBinary(message);
        }

        @Override
        public Object fromBinary(byte[] octets, String manifest) throws NotSerializableException {
            READ.add(manifest);
            return wire.fromBinary(octets, manifest);
        }
    }

    @Test
    void noTimeIsNoRehearsal(@TempDir Path dataDir) {
        assertThat(Rehearsal.play(Duration.ZERO, dataDir)).isZero();
        assertThat(dataDir).isEmptyDirectory();
    }
}
