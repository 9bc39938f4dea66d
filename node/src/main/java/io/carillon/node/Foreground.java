package io.carillon.node;

import io.carillon.node.config.NodeConfig;
import io.carillon.sip.transport.Listener;

import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/// Runs a server until a signal ends it, or its cluster does: start, say that it is ready, wait,
/// stop in order. An edge that has lost its cluster to a new one goes over to that.
final class Foreground {
    /// What a command does between the start and the line that says so.
    @FunctionalInterface
    interface Prepared {
        void with(Server server) throws IOException;
    }

    private Foreground() {}

    static int run(CommandSpec spec, NodeConfig config, Prepared prepared) {
        var asked = new CompletableFuture<Void>();
        var serving = new AtomicBoolean();
        for (boolean first = true; ; first = false) {
            Server server;
            try {
                server = Server.start(config);
                prepared.with(server);
            } catch (IOException wrong) {
                return refuse(spec, wrong.getMessage());
            } catch (RuntimeException failure) {
                return fail(spec, "the node could not start: " + failure.getMessage());
            }
            serving.set(true);
            if (first) Signals.onStop(() -> end(asked, serving));
            var out = spec.commandLine().getOut();
            out.println(readyLine(server));
            out.flush();
            var ended = server.ended().toCompletableFuture();
            CompletableFuture.anyOf(asked, ended).join();
            if (asked.isDone()) {
                server.stop();
                return ExitCode.OK;
            }
            serving.set(false);
            // Its sockets would swallow what others could answer.
            server.abandon();
            switch (ended.join()) {
                // Whoever supervises it starts it anew.
                case REMOVED -> {
                    return fail(
                            spec,
                            "the cluster has removed this node, which was silent or cut off for"
                                    + " too long; when started again it joins anew");
                }
                case ORPHANED ->
                        complain(spec, "the core nodes are in another cluster: joining that one");
            }
        }
    }

    /// Between two clusters there is nothing to be ended in order.
    private static void end(CompletableFuture<Void> asked, AtomicBoolean serving) {
        asked.complete(null);
        if (!serving.get()) Runtime.getRuntime().halt(ExitCode.OK);
    }

    private static String readyLine(Server server) {
        var line = new StringBuilder("carillon ready");
        for (Listener listener : server.listeners()) {
            line.append(' ').append(listener.transport().parameter());
            line.append(' ').append(text(listener.bound()));
        }
        server.httpAddress().ifPresent(http -> line.append(" http ").append(text(http)));
        return line.toString();
    }

    static String text(InetSocketAddress address) {
        var host = address.getAddress().getHostAddress();
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
    }

    /// Says in one line why the server does not start as it is set up.
    static int refuse(CommandSpec spec, String line) {
        complain(spec, line);
        return ExitCode.USAGE;
    }

    /// Says in one line what went wrong although nobody is at fault who typed it.
    static int fail(CommandSpec spec, String line) {
        complain(spec, line);
        return ExitCode.SOFTWARE;
    }

    private static void complain(CommandSpec spec, String line) {
        var err = spec.commandLine().getErr();
        err.println("carillon: " + line.replaceAll("\\s*\\R\\s*", " "));
        err.flush();
    }
}
