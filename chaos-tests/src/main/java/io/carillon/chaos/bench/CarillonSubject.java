package io.carillon.chaos.bench;

import io.carillon.chaos.server.Checkout;
import io.carillon.chaos.server.ServerUnderTest;
import io.carillon.chaos.sipp.LoadSetting;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;

/// One node of this source tree, as `./carillon node` runs it, with a durable journal.
final class CarillonSubject implements Subject {
    /// As a node in service has it.
    static final String REHEARSAL = "15 s";

    private final String name;
    private final ServerUnderTest server;

    private CarillonSubject(String name, ServerUnderTest server) {
        this.name = name;
        this.server = server;
    }

    /// Starts it for the setting's domain; with digest for the setting's users, or open to all.
    static CarillonSubject start(
            String name, LoadSetting setting, boolean digest, Map<String, String> moreSettings) {
        var server = ServerUnderTest.named("bench-node");
        server.set("carillon.domains.0", setting.domain());
        if (digest) {
            server.set("carillon.accounts-file", accounts(server, setting));
        } else {
            server.open();
        }
        server.set("carillon.rehearsal", REHEARSAL);
        moreSettings.forEach(server::set);
        return new CarillonSubject(name, server.start());
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
        return name;
    }

    @Override
    public List<InetSocketAddress> sip() {
        return List.of(server.sip());
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
