package io.carillon.node;

import io.carillon.node.config.InvalidConfig;
import io.carillon.node.config.NodeConfig;
import io.carillon.node.edge.BindFailure;
import io.carillon.node.rehearsal.Rehearsal;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.util.concurrent.Callable;

/// `node`: one node in the foreground until it is told to stop.
@Command(
        name = "node",
        description = {
            "Runs one node in the foreground.",
            "Prints a line that starts with 'carillon ready' when it serves; SIGTERM leaves gracefully."
        },
        mixinStandardHelpOptions = true)
final class NodeCommand implements Callable<Integer> {
    @Mixin private ServerOptions options;
    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        NodeConfig config;
        try {
            config = NodeConfig.load(options.config(), options.settings());
        } catch (InvalidConfig wrong) {
            return Foreground.refuse(spec, wrong.getMessage());
        }
        try {
            Server.checkListeners(config);
        } catch (BindFailure wrong) {
            return Foreground.refuse(spec, wrong.getMessage());
        }
        Rehearsal.play(config.rehearsal(), config.dataDir());
        return Foreground.run(spec, config, _ -> {});
    }
}
