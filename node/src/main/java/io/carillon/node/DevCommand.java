package io.carillon.node;

import io.carillon.node.config.InvalidConfig;
import io.carillon.node.config.NodeConfig;
import io.carillon.sip.auth.PasswordHashes;
import io.carillon.sip.location.Aor;
import io.carillon.sip.transport.Listener;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;

/// `dev`: a node on loopback with two demo accounts, and what to type into a softphone.
@Command(
        name = "dev",
        description = {
            "Runs one node on loopback with the demo accounts alice and bob.",
            "Their passwords are made at the first start and kept in the data directory."
        },
        mixinStandardHelpOptions = true)
final class DevCommand implements Callable<Integer> {
    @Mixin private ServerOptions options;
    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        NodeConfig config;
        DemoAccounts demo;
        try {
            config = NodeConfig.load(options.config(), options.settings());
            demo = DemoAccounts.keptIn(config.dataDir());
        } catch (InvalidConfig wrong) {
            return Foreground.refuse(spec, wrong.getMessage());
        } catch (IOException wrong) {
            return Foreground.refuse(
                    spec, "carillon.data-dir: cannot keep the demo accounts: " + wrong);
        }
        return Foreground.run(spec, config, server -> prepare(server, config, demo));
    }

    private void prepare(Server server, NodeConfig config, DemoAccounts demo) throws IOException {
        var domain = config.domains().getFirst();
        for (var account : demo.accounts()) {
            var aor = new Aor(account.user(), domain);
            var hashes = PasswordHashes.of(account.user(), domain, account.password());
            try {
                server.accounts().put(aor, hashes).toCompletableFuture().join();
            } catch (CompletionException failure) {
                throw new IOException("the demo accounts could not be stored", failure);
            }
        }
        explain(server, domain, demo);
    }

    private void explain(Server server, String domain, DemoAccounts demo) {
        var out = spec.commandLine().getOut();
        out.println();
        out.println("Point two softphones at this server:");
        out.println();
        out.println("  domain            " + domain);
        for (Listener listener : server.listeners()) {
            out.println(
                    "  outbound proxy    "
                            + Foreground.text(listener.bound())
                            + " ("
                            + listener.transport()
                            + ")");
        }
        for (var account : demo.accounts()) {
            out.println(
                    "  user %-12s %s"
                            .formatted(
                                    account.user(),
                                    demo.isNew()
                                            ? "password " + account.password()
                                            : "password as printed at the first start"));
        }
        out.println("  passwords are in  " + demo.file());
        out.println();
        out.println("Then call sip:bob@" + domain + " from alice's phone.");
        out.println("See who is there: ./carillon registrations, ./carillon calls");
        out.println();
        out.flush();
    }
}
