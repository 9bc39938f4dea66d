package io.carillon.persistence.pem;

import org.apache.pekko.pki.pem.DERPrivateKeyLoader;
import org.apache.pekko.pki.pem.PEMDecoder;
import org.apache.pekko.pki.pem.PEMLoadingException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;

/// Reads a private key, or certificates, from a file in PEM.
///
/// Whether a key belongs to a certificate, and whom to believe, is for those who ask. Nothing is
/// kept: a file that has changed is read as it is now.
public final class PemFile {
    private static final List<String> KEY_ALGORITHMS = List.of("EC", "RSA", "EdDSA");

    private PemFile() {}

    /// The private key: in PKCS #8 of any kind, or in PKCS #1; not encrypted.
    ///
    /// @throws IOException in one line that names the file
    public static PrivateKey privateKey(Path file) throws IOException {
        try {
            var pem = PEMDecoder.decode(Files.readString(file));
            // Pekko's loader takes every PKCS #8 for RSA.
            return pem.label().equals("PRIVATE KEY")
                    ? privateKey(file, pem.bytes())
                    : DERPrivateKeyLoader.load(pem);
        } catch (PEMLoadingException | GeneralSecurityException failure) {
            throw new IOException(file + " holds no PEM private key", failure);
        }
    }

    private static PrivateKey privateKey(Path file, byte[] octets)
            throws IOException, GeneralSecurityException {
        for (var algorithm : KEY_ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm)
                        .generatePrivate(new PKCS8EncodedKeySpec(octets));
            } catch (InvalidKeySpecException _) {
                // of another kind
            }
        }
        throw new IOException(file + " holds a private key of an unknown kind");
    }

    /// The certificates, at least one, in the order of the file.
    ///
    /// @throws IOException in one line that names the file
    public static List<Certificate> certificates(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            var found = CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (!found.isEmpty()) return List.copyOf(found);
        } catch (GeneralSecurityException failure) {
            throw new IOException(file + " holds no PEM certificate", failure);
        }
        throw new IOException(file + " holds no PEM certificate");
    }
}
