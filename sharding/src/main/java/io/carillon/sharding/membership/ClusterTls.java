package io.carillon.sharding.membership;

import io.carillon.persistence.pem.PemFile;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// The certificate of this node, and whose certificates it believes, from PEM files.
///
/// Both sides of a connection show a certificate that the cluster's own authority has signed; who
/// has one is a node, whatever name it bears. So the authority must sign for nothing else. Files
/// that have changed are read again for new connections. Thread-safe.
public final class ClusterTls {
    /// Where the PEM files are.
    ///
    /// @param authority certificates of the authority, one or several
    public record Pem(Path certificate, Path key, Path authority) {
        List<Path> all() {
            return List.of(certificate, key, authority);
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(ClusterTls.class);
    private static final char[] NO_PASSWORD = {};
    private static final long LOOK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Pem pem;
    private SSLContext context;
    private List<FileTime> times;
    private long lookedAt = System.nanoTime();

    /// Reads them for the first time.
    ///
    /// @throws IOException when a file cannot be used, with one line that names it
    public ClusterTls(Pem pem) throws IOException {
        this.pem = pem;
        times = times();
        context = read();
    }

    /// For a new connection.
    public synchronized SSLContext context() {
        long now = System.nanoTime();
        if (now - lookedAt < LOOK_AGAIN_NANOS) return context;
        lookedAt = now;
        try {
            var seen = times();
            if (!seen.equals(times)) {
                times = seen;
                context = read();
                LOG.info("Read {} again", pem.certificate());
            }
        } catch (IOException failure) {
            LOG.warn("The certificate in use stays in use: {}", failure.getMessage());
        }
        return context;
    }

    private List<FileTime> times() throws IOException {
        var found = new ArrayList<FileTime>();
        for (var file : pem.all()) {
            try {
                found.add(Files.getLastModifiedTime(file));
            } catch (IOException failure) {
                throw new IOException(file + " cannot be read", failure);
            }
        }
        return found;
    }

    private SSLContext read() throws IOException {
        try {
            var own = KeyStore.getInstance(KeyStore.getDefaultType());
            own.load(null, NO_PASSWORD);
            var chain = PemFile.certificates(pem.certificate()).toArray(Certificate[]::new);
            own.setKeyEntry("node", PemFile.privateKey(pem.key()), NO_PASSWORD, chain);
            var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(own, NO_PASSWORD);

            var believed = KeyStore.getInstance(KeyStore.getDefaultType());
            believed.load(null, NO_PASSWORD);
            for (var each : PemFile.certificates(pem.authority())) {
                believed.setCertificateEntry("authority " + believed.size(), each);
            }
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(believed);

            var made = SSLContext.getInstance("TLS");
            made.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return made;
        } catch (GeneralSecurityException failure) {
            throw new IOException(
                    pem.certificate() + " and its key cannot be used: " + failure.getMessage(),
                    failure);
        }
    }
}
