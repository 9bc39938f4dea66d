package io.carillon.chaos.bench;

import io.carillon.chaos.process.FreePorts;
import io.carillon.chaos.process.OwnedProcess;
import io.carillon.chaos.process.Tool;
import io.carillon.chaos.server.Checkout;
import io.carillon.chaos.sipp.LoadSetting;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Kamailio, to compare with: locations in memory, two UDP workers, the quick memory manager.
///
/// The package's default memory manager (`qm`) costs about twice the processor time per call, so
/// `fm` is the honest opponent. Its configuration is the resource `kamailio/kamailio.cfg`.
final class KamailioSubject implements Subject {
    private static final Duration START = Duration.ofSeconds(15);
    private static final int SHARED_MIB = 2048;

    private final OwnedProcess process;
    private final int port;
    private final Path directory;

    private KamailioSubject(OwnedProcess process, int port, Path directory) {
        this.process = process;
        this.port = port;
        this.directory = directory;
    }

    /// Starts it for the setting's domain and waits until it answers.
    static KamailioSubject start(LoadSetting setting, boolean digest) {
        var directory = Checkout.newDirectory("bench-kamailio");
        var port = FreePorts.next();
        var listen = "127.0.0.1:" + port;
        var command = new ArrayList<String>();
        command.add(Tool.KAMAILIO.required());
        command.addAll(List.of("-f", config(directory, setting.domain()), "-DD", "-E"));
        command.addAll(List.of("-x", "fm", "-X", "fm"));
        command.addAll(List.of("-m", Integer.toString(SHARED_MIB), "-M", "16"));
        command.addAll(List.of("-n", "2", "-N", "2"));
        command.addAll(List.of("-w", directory.toString(), "-Y", directory.toString()));
        command.addAll(List.of("-P", directory.resolve("pid").toString()));
        command.addAll(List.of("-l", "udp:" + listen, "-l", "tcp:" + listen));
        if (digest) {
            command.addAll(List.of("-A", "DIGEST"));
        }
        var process = OwnedProcess.start("kamailio", directory, Map.of(), command);
        if (!Probe.awaitAnswer(port, START, process::isAlive)) {
            process.close();
            throw new IllegalStateException("Kamailio does not answer: " + process.errors());
        }
        return new KamailioSubject(process, port, directory);
    }

    private static String config(Path directory, String domain) {
        try (var in = KamailioSubject.class.getResourceAsStream("/kamailio/kamailio.cfg")) {
            var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            var file = directory.resolve("kamailio.cfg");
            return Files.writeString(file, text.replace("DOMAIN", domain)).toString();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public String name() {
        return "kamailio";
    }

    @Override
    public List<InetSocketAddress> sip() {
        return List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    @Override
    public List<Long> roots() {
        return List.of(process.pid());
    }

    @Override
    public void close() {
        process.close();
        Checkout.remove(directory);
    }
}
