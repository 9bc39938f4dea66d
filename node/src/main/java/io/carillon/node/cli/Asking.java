package io.carillon.node.cli;

import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.concurrent.Callable;

/// A command that asks a node: prints what it learns, or one line on standard error and status 1.
abstract class Asking implements Callable<Integer> {
    @Mixin private NodeApi api;
    @Spec private CommandSpec spec;

    abstract void ask(NodeApi api, PrintWriter out) throws NodeApi.Refused;

    @Override
    public final Integer call() {
        var out = spec.commandLine().getOut();
        try {
            ask(api, out);
            out.flush();
            return ExitCode.OK;
        } catch (NodeApi.Refused refused) {
            out.flush();
            var err = spec.commandLine().getErr();
            err.println("carillon: " + refused.getMessage());
            err.flush();
            return ExitCode.SOFTWARE;
        }
    }
}
