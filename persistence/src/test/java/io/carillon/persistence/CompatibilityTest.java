package io.carillon.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Goal: bytes that an older release wrote are read for ever, as the values they meant.
///
/// Method: files under `compat/v1`, written once, compared with the values in [Version1]. A failure
/// means that stored registrations would be lost or changed: mend the codec, not the files.
class CompatibilityTest {

    private static final Path STORED = Path.of("src/test/resources/compat/v1");
    private final EventCodec codec = new EventCodec();

    static Iterable<String> names() {
        return Version1.samples().keySet();
    }

    @ParameterizedTest
    @MethodSource("names")
    void bytesOfVersion1AreReadAsTheyWereMeant(String name) throws IOException {
        var sample = Version1.samples().get(name);

        var read = codec.fromBinary(Files.readAllBytes(file(name)), sample.manifest());

        assertThat(read).isEqualTo(sample.value());
    }

    @ParameterizedTest
    @MethodSource("names")
    void manifestsStayWhatTheyAre(String name) {
        var sample = Version1.samples().get(name);

        assertThat(codec.manifest(sample.value())).isEqualTo(sample.manifest());
        assertThat(codec.identifier()).isEqualTo(5061);
    }

    /// Who adds a manifest adds the bytes that releases after this one are to read.
    @Test
    void ofEveryManifestThereAreBytes() throws IllegalAccessException {
        var manifests = new TreeSet<String>();
        for (var field : EventCodec.class.getDeclaredFields()) {
            if (field.getType() == String.class) manifests.add((String) field.get(null));
        }

        assertThat(manifests)
                .isNotEmpty()
                .isEqualTo(
                        Version1.samples().values().stream()
                                .map(Version1.Sample::manifest)
                                .collect(Collectors.toCollection(TreeSet::new)));
    }

    /// By hand, for a *new* value only: `mvn test -Dtest=CompatibilityTest
    /// -Dcarillon.write-compat=true`
    /// writes the files that are missing and leaves the others alone.
    @Test
    @EnabledIfSystemProperty(named = "carillon.write-compat", matches = "true")
    void writeMissingFiles() throws IOException {
        Files.createDirectories(STORED);
        for (var sample : Version1.samples().entrySet()) {
            if (Files.notExists(file(sample.getKey()))) {
                Files.write(file(sample.getKey()), codec.toBinary(sample.getValue().value()));
            }
        }
    }

    private static Path file(String name) {
        return STORED.resolve(name + ".bin");
    }
}
