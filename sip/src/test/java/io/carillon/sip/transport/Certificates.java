package io.carillon.sip.transport;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// For tests: an authority of its own, and a certificate that it has signed, as PEM files and as
/// key stores; made by the JDK's keytool.
///
/// @param certificate PEM file of the certificate, with the authority's
/// @param key PEM file of its private key
/// @param authority PEM file of the authority's certificate
/// @param keyStore certificate and key (PKCS #12)
/// @param trustStore the authority (PKCS #12)
public record Certificates(
        Path certificate, Path key, Path authority, Path keyStore, Path trustStore) {
    /// Of the key stores.
    public static final String PASSWORD = "changeit";

    /// Makes an authority, and a certificate that it signs.
    ///
    /// @param name of the authority
    /// @param addresses the IP addresses that the certificate names
    public static Certificates make(Path folder, String name, String... addresses)
            throws Exception {
        var store = folder.resolve(name + ".p12");
        keytool(store, "-alias", "authority", "-dname", "CN=" + name, "-ext", "bc:c");
        var signed = new ArrayList<>(List.of("-alias", "node", "-signer", "authority"));
        signed.addAll(List.of("-dname", "CN=signed by " + name));
        for (var each : addresses) signed.addAll(List.of("-ext", "san=ip:" + each));
        keytool(store, signed.toArray(String[]::new));
        var made = KeyStore.getInstance("PKCS12");
        try (var in = new FileInputStream(store.toFile())) {
            made.load(in, PASSWORD.toCharArray());
        }
        var key = made.getKey("node", PASSWORD.toCharArray());
        var chain = made.getCertificateChain("node");
        var authority = made.getCertificate("authority");

        var own = empty();
        own.setKeyEntry("node", key, PASSWORD.toCharArray(), chain);
        var believed = empty();
        believed.setCertificateEntry("authority", authority);
        return new Certificates(
                certificates(folder.resolve(name + ".crt"), chain),
                Files.writeString(
                        folder.resolve(name + ".key"), block("PRIVATE KEY", key.getEncoded())),
                certificates(folder.resolve(name + ".ca"), authority),
                write(own, folder.resolve(name + "-own.p12")),
                write(believed, folder.resolve(name + "-believed.p12")));
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

    private static KeyStore empty() throws Exception {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static Path write(KeyStore store, Path file) throws Exception {
        try (var out = new FileOutputStream(file.toFile())) {
            store.store(out, PASSWORD.toCharArray());
        }
        return file;
    }

    private static Path certificates(Path file, Certificate... chain) throws Exception {
        var text = new StringBuilder();
        for (var each : chain) text.append(block("CERTIFICATE", each.getEncoded()));
        return Files.writeString(file, text);
    }

    private static String block(String kind, byte[] octets) {
        return "-----BEGIN %s-----\n%s\n-----END %1$s-----\n"
                .formatted(kind, Base64.getMimeEncoder().encodeToString(octets));
    }
}
