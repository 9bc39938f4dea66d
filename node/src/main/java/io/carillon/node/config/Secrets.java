package io.carillon.node.config;

import io.carillon.sip.auth.Secret;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;

/// What must not be read by others: the server's key, and values that are never shown.
final class Secrets {
    /// Shorter ones can be guessed.
    static final int SHORTEST = 16;

    private static final int GENERATED_OCTETS = 32;
    private static final String FILE = "secret";

    private Secrets() {}

    /// A value as it may stand in a message.
    static String shown(String key, String value) {
        boolean hidden =
                key.endsWith("secret") || key.endsWith("token") || key.endsWith("password");
        return hidden ? "***" : value;
    }

    /// The key kept in this folder, made on the first start, readable by its owner alone.
    static Secret keptIn(Path folder) throws InvalidConfig {
        try {
            Files.createDirectories(folder);
            var file = folder.resolve(FILE);
            if (!Files.exists(file)) generate(file);
            var text = Files.readString(file).strip();
            if (text.length() < SHORTEST) {
                throw new InvalidConfig(
                        "carillon.data-dir", folder.toString(), file + " holds no usable secret");
            }
            return Secret.of(text);
        } catch (IOException | UnsupportedOperationException e) {
            throw new InvalidConfig(
                    "carillon.data-dir",
                    folder.toString(),
                    "must be a folder that can be written (" + e + ")");
        }
    }

    private static void generate(Path file) throws IOException {
        var octets = new byte[GENERATED_OCTETS];
        new SecureRandom().nextBytes(octets);
        var ownerOnly =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        // Written aside and moved, so that a crash leaves no half of it.
        var aside = file.resolveSibling(FILE + "." + ProcessHandle.current().pid());
        try (var channel =
                Files.newByteChannel(
                        aside,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        ownerOnly)) {
            var text = Base64.getEncoder().withoutPadding().encode(octets);
            channel.write(java.nio.ByteBuffer.wrap(text));
        } catch (FileAlreadyExistsException e) {
            Files.delete(aside);
            throw e;
        }
        Files.move(aside, file);
    }
}
