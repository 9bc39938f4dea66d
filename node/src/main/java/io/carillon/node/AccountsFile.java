package io.carillon.node;

import io.carillon.node.ops.Accounts;
import io.carillon.sip.auth.PasswordHashes;
import io.carillon.sip.location.Aor;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// Loads the accounts of `carillon.accounts-file`: lines of `user,domain,password` (UTF-8, the
/// password is all that is left of the line; empty lines and those that begin with # count not).
///
/// Passwords are hashed at once. Accounts that are not in the file stay as they are; an account
/// that has this password already costs no write.
final class AccountsFile {
    private static final Logger LOG = LoggerFactory.getLogger(AccountsFile.class);

    /// Accounts on their way to the journal at the same time.
    private static final int AT_ONCE = 500;

    private AccountsFile() {}

    /// Returns when all accounts are durable.
    ///
    /// @throws IOException with one line that says what is wrong: where in the file, or that the
    ///     journal did not take an account
    static void load(Path file, Accounts accounts) throws IOException {
        var lines = lines(file);
        var pending = new ArrayList<CompletableFuture<Void>>(AT_ONCE);
        int count = 0;
        for (int i = 0; i < lines.size(); i++) {
            var line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) continue;
            var fields = line.split(",", 3);
            if (fields.length != 3 || List.of(fields).stream().anyMatch(String::isBlank)) {
                throw new IOException(
                        "carillon.accounts-file = %s: line %d is not user,domain,password"
                                .formatted(file, i + 1));
            }
            var aor = new Aor(fields[0].strip(), fields[1].strip().toLowerCase(Locale.ROOT));
            var hashes = PasswordHashes.of(aor.user(), aor.domain(), fields[2]);
            pending.add(accounts.put(aor, hashes).toCompletableFuture());
            if (pending.size() == AT_ONCE) await(pending, file);
            count++;
        }
        await(pending, file);
        LOG.info("{} accounts loaded from {}", count, file);
    }

    private static List<String> lines(Path file) throws IOException {
        try {
            return Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new IOException(
                    "carillon.accounts-file = %s: cannot be read (%s)".formatted(file, failure),
                    failure);
        }
    }

    private static void await(List<CompletableFuture<Void>> pending, Path file) throws IOException {
        try {
            CompletableFuture.allOf(pending.toArray(CompletableFuture<?>[]::new)).join();
            pending.clear();
        } catch (CompletionException failure) {
            throw new IOException(
                    "carillon.accounts-file = %s: the journal took not every account (%s)"
                            .formatted(file, failure.getCause()),
                    failure);
        }
    }
}
