package io.carillon.chaos.baresip;

import io.carillon.chaos.process.FreePorts;
import io.carillon.chaos.process.OwnedProcess;
import io.carillon.chaos.process.Tool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// One baresip process with one account. It plays a tone of its own into calls and answers by
/// itself.
///
/// Spoken to over its module `ctrl_tcp`: netstrings of JSON, commands in, events and answers out.
/// Started again with the same directory it is the same telephone.
public final class Baresip implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(10);

    private final String user;
    private final OwnedProcess process;
    private final Socket control;
    private final List<String> events = new ArrayList<>();

    private Baresip(String user, OwnedProcess process, Socket control) {
        this.user = user;
        this.process = process;
        this.control = control;
        Thread.ofPlatform().daemon().name("baresip-events").start(this::read);
    }

    /// The account of a telephone.
    ///
    /// @param server `host:port`, where everything is sent
    /// @param transport `udp` or `tcp`
    public record Account(
            String user, String domain, String password, String server, String transport) {
        private String line() {
            return "<sip:%s@%s>;auth_user=%s;auth_pass=%s;outbound=\"sip:%s;transport=%s\";regint=120;answermode=auto;audio_codecs=pcmu%n"
                    .formatted(user, domain, user, password, server, transport);
        }
    }

    /// Starts it in this directory, where its configuration is written.
    public static Baresip start(Path directory, Account account) {
        int control = FreePorts.next();
        try {
            Files.createDirectories(directory);
            Files.writeString(directory.resolve("config"), config(directory, control));
            Files.writeString(directory.resolve("accounts"), account.line());
            Files.writeString(directory.resolve("contacts"), "");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        var process =
                OwnedProcess.start(
                        account.user(),
                        directory,
                        Map.of("HOME", directory.toString()),
                        List.of(Tool.BARESIP.required(), "-f", directory.toString()));
        try {
            return new Baresip(account.user(), process, connect(process, control));
        } catch (RuntimeException failure) {
            process.kill();
            throw failure;
        }
    }

    /// The tone needs exactly this rate and these channels; an address must be given, not `lo`.
    private static String config(Path directory, int control) {
        return """
        sip_listen 127.0.0.1:%1$d
        net_interface 127.0.0.1
        call_local_timeout 60
        call_max_calls 4
        audio_path /usr/share/baresip
        audio_player aufile,%2$s/heard.wav
        audio_source ausine,440
        audio_alert aufile,%2$s/alert.wav
        ausrc_srate 48000
        auplay_srate 8000
        ausrc_channels 2
        auplay_channels 1
        rtp_ports 10000-19998
        module_path /usr/lib/baresip/modules
        module g711.so
        module ausine.so
        module aufile.so
        module ctrl_tcp.so
        module_app account.so
        module_app contact.so
        module_app menu.so
        ctrl_tcp_listen 127.0.0.1:%3$d
        """
                .formatted(FreePorts.next(), directory, control);
    }

    private static Socket connect(OwnedProcess process, int port) {
        var until = System.nanoTime() + START.toNanos();
        while (System.nanoTime() < until && !process.awaitExit(Duration.ofMillis(100))) {
            try {
                return new Socket(InetAddress.getLoopbackAddress(), port);
            } catch (IOException notYet) {
                // it opens its control port when its modules are loaded
            }
        }
        throw new IllegalStateException("baresip does not start: " + process.output());
    }

    /// Whose telephone it is.
    public String user() {
        return user;
    }

    /// Splits what it says into netstrings: `LENGTH:TEXT,`.
    private void read() {
        try (control) {
            var in = control.getInputStream();
            while (true) {
                int length = 0;
                int octet = in.read();
                for (; octet >= '0' && octet <= '9'; octet = in.read()) {
                    length = 10 * length + octet - '0';
                }
                if (octet < 0) {
                    return;
                }
                var text = new String(in.readNBytes(length), StandardCharsets.UTF_8);
                in.skipNBytes(1);
                synchronized (events) {
                    events.add(text);
                    events.notifyAll();
                }
            }
        } catch (IOException closed) {
            // the telephone or the test has ended
        }
    }

    /// Gives it a command of its menu, such as `dial`.
    public void command(String command, String parameters) {
        var json =
                "{\"command\":\"%s\",\"params\":\"%s\",\"token\":\"t\"}"
                        .formatted(command, parameters);
        try {
            control.getOutputStream()
                    .write((json.length() + ":" + json + ",").getBytes(StandardCharsets.UTF_8));
            control.getOutputStream().flush();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// Waits for an event of this type, such as `CALL_ESTABLISHED`, also one that has come already;
    /// returns its JSON and forgets it.
    public String await(String type, Duration atMost) {
        var until = System.nanoTime() + atMost.toNanos();
        synchronized (events) {
            while (true) {
                var found = events.stream().filter(text -> isOfType(text, type)).findFirst();
                if (found.isPresent()) {
                    events.remove(found.get());
                    return found.get();
                }
                var left = (until - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    throw new AssertionError(
                            "no %s in %d ms; events: %s; it printed: %s"
                                    .formatted(type, atMost.toMillis(), events, process.output()));
                }
                pause(left);
            }
        }
    }

    private void pause(long millis) {
        try {
            events.wait(millis);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", interrupted);
        }
    }

    private static boolean isOfType(String text, String type) {
        return text.replace(" ", "").contains("\"type\":\"" + type + "\"");
    }

    /// Waits until it has registered; the answer may be older than our control connection, so this
    /// reads what it prints.
    public void awaitRegistered(Duration atMost) {
        awaitPrinted(" 200 OK ", atMost);
    }

    /// Waits until it has printed this text.
    public void awaitPrinted(String text, Duration atMost) {
        var until = System.nanoTime() + atMost.toNanos();
        while (!process.output().contains(text) && !process.errors().contains(text)) {
            if (System.nanoTime() > until || process.awaitExit(Duration.ofMillis(50))) {
                throw new AssertionError(
                        "it did not print '%s' but: %s%s"
                                .formatted(text, process.output(), process.errors()));
            }
        }
    }

    /// Whether an event of this type has come and was not waited for.
    public boolean hasSeen(String type) {
        synchronized (events) {
            return events.stream().anyMatch(text -> isOfType(text, type));
        }
    }

    /// Ends it without a farewell: what it has registered stays registered.
    @Override
    public void close() {
        process.kill(); // on SIGTERM it would wait for the answer to its farewell
    }
}
