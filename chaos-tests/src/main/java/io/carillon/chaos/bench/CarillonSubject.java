package io.carillon.chaos.bench;

import io.carillon.chaos.server.Checkout;
import io.carillon.chaos.server.ServerUnderTest;
import io.carillon.chaos.sipp.LoadSetting;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;

/// One node of this source tree, as `./carillon node` runs it, with its durable journal.
final class CarillonSubject implements Subject {
    private final ServerUnderTest server;

    private CarillonSubject(ServerUnderTest server) {
        this.server = server;
    }

    /// Starts it for the setting's domain; with digest for the setting's users, or open to all.
    static CarillonSubject start(
            LoadSetting setting, boolean digest, Map<String, String> moreSettings) {
        var server = ServerUnderTest.named("bench-node");
        server.set("carillon.domains.0", setting.domain());
        if (digest) {
            server.set("carillon.accounts-file", accounts(server, setting));
        } else {
            server.open();
        }
        server.set("carillon.rehearsal", "15 s"); // as a node in service has it
        moreSettings.forEach(server::set);
        return new CarillonSubject(server.start());
    }

    private static String accounts(ServerUnderTest server, LoadSetting setting) {
        try {
            var file = server.directory().resolve("accounts.csv");
            return Files.writeString(file, setting.accounts()).toString();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public String name() {
        return "carillon";
    }

    @Override
    public int port() {
        return server.sip().getPort();
    }

    @Override
    public List<Long> roots() {
        return List.of(server.pid());
    }

    @Override
    public void close() {
        server.close();
        Checkout.remove(server.directory());
    }
}
