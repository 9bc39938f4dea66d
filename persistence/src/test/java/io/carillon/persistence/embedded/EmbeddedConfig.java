package io.carillon.persistence.embedded;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;

import java.nio.file.Path;

/// The configuration of a test that uses the embedded journal in a directory of its own.
final class EmbeddedConfig {

    private EmbeddedConfig() {}

    static Config in(Path directory) {
        return ConfigFactory.parseString(
                        """
                carillon.persistence.embedded.directory = "%s"
                pekko.persistence.journal.plugin = "carillon.persistence.embedded.journal"
                pekko.persistence.snapshot-store.plugin = "carillon.persistence.embedded.snapshot-store"
                pekko.loglevel = WARNING
                pekko.coordinated-shutdown.run-by-jvm-shutdown-hook = off
                """
                                .formatted(directory))
                .withFallback(ConfigFactory.load());
    }
}
