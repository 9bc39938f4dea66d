package io.carillon.chaos.sipp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/// What all SIPp processes of one measurement share: who talks to whom, and the users.
///
/// @param directory scenarios, users and statistics are written here
/// @param server where the caller sends to, in loopback
/// @param caller port of 127.0.0.1 the caller sends from
/// @param callee port of 127.0.0.1 the callee listens on; users are registered there
/// @param domain what the users belong to
/// @param overTcp both sides over TCP, one connection each; else over UDP
/// @param prefix what the users' names begin with
/// @param users how many there are: `u000001` and so on for prefix `u`, the password `pw000001`
/// @param share which of them this setting is about
public record LoadSetting(
        Path directory,
        InetSocketAddress server,
        int caller,
        int callee,
        String domain,
        boolean overTcp,
        String prefix,
        int users,
        Share share) {

    /// One of several parts of all users, each as large as the others to within one.
    ///
    /// @param part from 0
    /// @param of how many parts there are
    public record Share(int part, int of) {
        /// All users.
        public static final Share ALL = new Share(0, 1);

        boolean has(int user) {
            return user % of == part;
        }
    }

    private static final String CLOCK = "fine-clock.so";

    /// Writes the file of users, and a library that gives SIPp a clock of microseconds where there
    /// is a C compiler: by itself SIPp reads one that steps with the kernel's tick.
    public void prepare() {
        var text = new StringBuilder("SEQUENTIAL\n");
        for (int i = 1; i <= users; i++) {
            if (!share.has(i)) continue;
            var user = prefix + "%06d".formatted(i);
            var password = password(i);
            text.append(user)
                    .append(';')
                    .append(password)
                    .append(
                            ";[authentication username=%s password=%s]%n"
                                    .formatted(user, password));
        }
        try {
            Files.createDirectories(directory);
            Files.writeString(usersFile(), text);
            if (!hasFineClock()) {
                compileClock();
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// The same with other users, who have been written to their file already.
    public LoadSetting withPrefix(String other) {
        return prepared(
                new LoadSetting(
                        directory, server, caller, callee, domain, overTcp, other, users, share));
    }

    /// The same with some of the users, who have been written to their file already.
    public LoadSetting withShare(Share some) {
        return prepared(
                new LoadSetting(
                        directory, server, caller, callee, domain, overTcp, prefix, users, some));
    }

    /// The same from another port.
    public LoadSetting withCaller(int port) {
        return new LoadSetting(
                directory, server, port, callee, domain, overTcp, prefix, users, share);
    }

    private static LoadSetting prepared(LoadSetting changed) {
        changed.prepare();
        return changed;
    }

    /// How many users are in the share.
    public int sharedUsers() {
        return (int) IntStream.rangeClosed(1, users).filter(share::has).count();
    }

    /// The users as lines `user,domain,password`.
    public String accounts() {
        var text = new StringBuilder();
        for (int i = 1; i <= users; i++) {
            text.append("%s%06d,%s,%s%n".formatted(prefix, i, domain, password(i)));
        }
        return text.toString();
    }

    /// The password of user `i`.
    private static String password(int i) {
        return "pw%06d".formatted(i);
    }

    Path usersFile() {
        return directory.resolve("users-%s-%d-of-%d.csv".formatted(prefix, share.part, share.of));
    }

    private void compileClock() throws IOException {
        var source = Scenario.Resource.copyTo(directory, "/sipp/fine-clock.c");
        try {
            var compiler =
                    new ProcessBuilder(
                                    "cc",
                                    "-O2",
                                    "-shared",
                                    "-fPIC",
                                    "-o",
                                    CLOCK,
                                    source.toString(),
                                    "-ldl")
                            .directory(directory.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            if (!compiler.waitFor(20, TimeUnit.SECONDS)) {
                compiler.destroyForcibly();
            }
        } catch (IOException noCompiler) {
            Files.deleteIfExists(directory.resolve(CLOCK));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// Whether response times have the fine clock.
    public boolean hasFineClock() {
        return Files.exists(directory.resolve(CLOCK));
    }

    Map<String, String> environment() {
        return hasFineClock()
                ? Map.of("LD_PRELOAD", directory.resolve(CLOCK).toString())
                : Map.of();
    }
}
