package io.carillon.persistence.cassandra;

import com.datastax.oss.driver.api.core.ssl.ProgrammaticSslEngineFactory;
import com.datastax.oss.driver.api.core.ssl.SslEngineFactory;

import io.carillon.persistence.JournalUnavailableException;

import org.apache.pekko.pki.pem.DERPrivateKeyLoader;
import org.apache.pekko.pki.pem.PEMDecoder;
import org.apache.pekko.pki.pem.PEMLoadingException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.List;

import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/// Makes TLS to the database of PEM files, as certificate authorities hand them out.
final class Pem {
    private static final char[] NO_PASSWORD = {};

    private Pem() {}

    /// @throws JournalUnavailableException when a file is not what it should be, naming it
    static SslEngineFactory engines(CassandraSettings.Tls tls) {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(
                    tls.identity().isPresent() ? keys(tls.identity().get()) : new KeyManager[0],
                    tls.authorities().isPresent()
                            ? authorities(tls.authorities().get())
                            : defaultAuthorities(),
                    new SecureRandom());
            return new ProgrammaticSslEngineFactory(context, null, tls.checkNames());
        } catch (GeneralSecurityException failure) {
            throw new JournalUnavailableException(
                    "no TLS to Cassandra: " + failure.getMessage(), failure);
        }
    }

    private static TrustManager[] defaultAuthorities() throws GeneralSecurityException {
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        return factory.getTrustManagers();
    }

    private static TrustManager[] authorities(Path file) throws GeneralSecurityException {
        var store = empty();
        for (var certificate : certificates(file)) {
            store.setCertificateEntry("ca-" + store.size(), certificate);
        }
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static KeyManager[] keys(CassandraSettings.Identity identity)
            throws GeneralSecurityException {
        var store = empty();
        var chain = certificates(identity.certificate()).toArray(Certificate[]::new);
        try {
            var key = DERPrivateKeyLoader.load(PEMDecoder.decode(Files.readString(identity.key())));
            store.setKeyEntry("carillon", key, NO_PASSWORD, chain);
        } catch (IOException | PEMLoadingException failure) {
            throw unusable(identity.key(), "private key", failure);
        }
        var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_PASSWORD);
        return factory.getKeyManagers();
    }

    private static KeyStore empty() throws GeneralSecurityException {
        try {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, NO_PASSWORD);
            return store;
        } catch (IOException failure) {
            throw new GeneralSecurityException(failure);
        }
    }

    private static List<Certificate> certificates(Path file) throws GeneralSecurityException {
        try (var in = Files.newInputStream(file)) {
            var found = CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (!found.isEmpty()) return List.copyOf(found);
        } catch (IOException | java.security.cert.CertificateException failure) {
            throw unusable(file, "certificate", failure);
        }
        throw new JournalUnavailableException(file + " holds no PEM certificate");
    }

    private static JournalUnavailableException unusable(Path file, String what, Exception failure) {
        return new JournalUnavailableException(
                file + " holds no PEM " + what + ": " + failure.getMessage(), failure);
    }
}
