package io.carillon.persistence.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.persistence.JournalUnavailableException;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.FileInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// Keys and certificates as the JDK's keytool makes them.
class PemTest {
    private static final String PASSWORD = "changeit";

    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA", "Ed25519"})
    void aKeyOfAnyKindShowsWhoWeAreToTheDatabase(String algorithm) throws Exception {
        var identity = identity(algorithm);

        assertThat(Pem.engines(tls(identity))).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n"})
    void aFileWithoutAKeyIsNamed(String text) throws Exception {
        var identity = identity("EC");
        Files.writeString(identity.key(), text);

        assertThatThrownBy(() -> Pem.engines(tls(identity)))
                .isInstanceOf(JournalUnavailableException.class)
                .hasMessageContaining(identity.key().toString());
    }

    private static CassandraSettings.Tls tls(CassandraSettings.Identity identity) {
        return new CassandraSettings.Tls(
                Optional.of(identity.certificate()), Optional.of(identity), false);
    }

    private CassandraSettings.Identity identity(String algorithm) throws Exception {
        var store = folder.resolve("keys.p12");
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of("-genkeypair", "-keyalg", algorithm, "-alias", "node"));
        command.addAll(List.of("-dname", "CN=node", "-storetype", "PKCS12"));
        command.addAll(List.of("-storepass", PASSWORD, "-keystore", store.toString()));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        var keys = KeyStore.getInstance("PKCS12");
        try (var in = new FileInputStream(store.toFile())) {
            keys.load(in, PASSWORD.toCharArray());
        }
        return new CassandraSettings.Identity(
                write("node.crt", "CERTIFICATE", keys.getCertificate("node").getEncoded()),
                write(
                        "node.key",
                        "PRIVATE KEY",
                        keys.getKey("node", PASSWORD.toCharArray()).getEncoded()));
    }

    private Path write(String name, String kind, byte[] octets) throws Exception {
        return Files.writeString(
                folder.resolve(name),
                "-----BEGIN %s-----\n%s\n-----END %1$s-----\n"
                        .formatted(kind, Base64.getMimeEncoder().encodeToString(octets)));
    }
}
