package io.carillon.chaos.trial;

import java.nio.file.Files;
import java.nio.file.Path;

/// The other release of a rolling upgrade: a built checkout, named by the property
/// `chaos.release`.
final class Releases {
    static final String PROPERTY = "chaos.release";

    private Releases() {}

    /// Its folder.
    ///
    /// @throws IllegalArgumentException where none is named, or there is none
    static Path other() {
        var given = System.getProperty(PROPERTY);
        if (given == null) {
            throw new IllegalArgumentException(
                    "an upgrade takes another release: --release FOLDER names its checkout");
        }
        var folder = Path.of(given).toAbsolutePath().normalize();
        if (!Files.isExecutable(folder.resolve("carillon"))) {
            throw new IllegalArgumentException("there is no ./carillon in " + folder);
        }
        return folder;
    }
}
