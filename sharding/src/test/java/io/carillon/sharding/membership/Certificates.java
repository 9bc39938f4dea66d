package io.carillon.sharding.membership;

import java.io.FileInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// An authority of its own, and a node's certificate that it signed, as PEM files; made by the
/// JDK's keytool.
final class Certificates {
    private static final String PASSWORD = "changeit";

    private Certificates() {}

    /// @param name of the authority
    static ClusterTls.Pem make(Path folder, String name) throws Exception {
        var store = folder.resolve(name + ".p12");
        keytool(store, "-alias", "authority", "-dname", "CN=" + name, "-ext", "bc:c");
        keytool(store, "-alias", "node", "-dname", "CN=node of " + name, "-signer", "authority");
        var keys = KeyStore.getInstance("PKCS12");
        try (var in = new FileInputStream(store.toFile())) {
            keys.load(in, PASSWORD.toCharArray());
        }
        var key = keys.getKey("node", PASSWORD.toCharArray());
        return new ClusterTls.Pem(
                certificates(folder.resolve(name + ".crt"), keys.getCertificateChain("node")),
                pem(folder.resolve(name + ".key"), List.of(block("PRIVATE KEY", key.getEncoded()))),
                certificates(folder.resolve(name + ".ca"), keys.getCertificate("authority")));
    }

    private static void keytool(Path store, String... arguments) throws Exception {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of("-genkeypair", "-keyalg", "EC", "-groupname", "secp256r1"));
        command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
        command.addAll(List.of("-keystore", store.toString()));
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) throw new IllegalStateException(said);
    }

    private static Path certificates(Path file, Certificate... chain) throws Exception {
        var blocks = new ArrayList<String>();
        for (var each : chain) blocks.add(block("CERTIFICATE", each.getEncoded()));
        return pem(file, blocks);
    }

    private static Path pem(Path file, List<String> blocks) throws Exception {
        return Files.writeString(file, String.join("", blocks));
    }

    private static String block(String kind, byte[] octets) {
        return "-----BEGIN %s-----\n%s\n-----END %1$s-----\n"
                .formatted(kind, Base64.getMimeEncoder().encodeToString(octets));
    }
}
