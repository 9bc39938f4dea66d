package io.carillon.node;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The accounts of `dev` and their passwords, in a file that its owner alone can read: one
/// `user,password` a line. The server itself keeps only hashes.
///
/// @param isNew whether the passwords have just been made
record DemoAccounts(Path file, List<Account> accounts, boolean isNew) {
    record Account(String user, String password) {}

    private static final List<String> USERS = List.of("alice", "bob");
    private static final int PASSWORD_LENGTH = 14;

    /// Without letters and digits that look like others: people type these.
    private static final String LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";

    static DemoAccounts keptIn(Path folder) throws IOException {
        var file = folder.resolve("dev-accounts");
        if (Files.exists(file)) return new DemoAccounts(file, read(file), false);
        Files.createDirectories(folder);
        var accounts = USERS.stream().map(user -> new Account(user, password())).toList();
        write(file, accounts);
        return new DemoAccounts(file, accounts, true);
    }

    private static List<Account> read(Path file) throws IOException {
        var accounts = new ArrayList<Account>();
        for (var line : Files.readAllLines(file)) {
            int comma = line.indexOf(',');
            if (comma <= 0) throw new IOException(file + " is damaged: delete it");
            accounts.add(new Account(line.substring(0, comma), line.substring(comma + 1)));
        }
        return accounts;
    }

    private static void write(Path file, List<Account> accounts) throws IOException {
        var text = new StringBuilder();
        for (var each : accounts) text.append(each.user() + "," + each.password() + "\n");
        var ownerOnly =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try (var channel =
                Files.newByteChannel(
                        file,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        ownerOnly)) {
            channel.write(ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8)));
        }
    }

    private static String password() {
        var random = new SecureRandom();
        var password = new StringBuilder();
        for (int i = 0; i < PASSWORD_LENGTH; i++) {
            password.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return password.toString();
    }
}
