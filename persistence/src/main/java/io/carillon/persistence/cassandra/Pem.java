package io.carillon.persistence.cassandra;

import com.datastax.oss.driver.api.core.ssl.ProgrammaticSslEngineFactory;
import com.datastax.oss.driver.api.core.ssl.SslEngineFactory;

import io.carillon.persistence.JournalUnavailableException;
import io.carillon.persistence.pem.PemFile;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;

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
        } catch (IOException | GeneralSecurityException failure) {
            throw new JournalUnavailableException(
                    "no TLS to Cassandra: " + failure.getMessage(), failure);
        }
    }

    private static TrustManager[] defaultAuthorities() throws GeneralSecurityException {
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        return factory.getTrustManagers();
    }

    private static TrustManager[] authorities(Path file)
            throws IOException, GeneralSecurityException {
        var store = empty();
        for (var certificate : PemFile.certificates(file)) {
            store.setCertificateEntry("ca-" + store.size(), certificate);
        }
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static KeyManager[] keys(CassandraSettings.Identity identity)
            throws IOException, GeneralSecurityException {
        var store = empty();
        var chain = PemFile.certificates(identity.certificate()).toArray(Certificate[]::new);
        store.setKeyEntry("carillon", PemFile.privateKey(identity.key()), NO_PASSWORD, chain);
        var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_PASSWORD);
        return factory.getKeyManagers();
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, NO_PASSWORD);
        return store;
    }
}
