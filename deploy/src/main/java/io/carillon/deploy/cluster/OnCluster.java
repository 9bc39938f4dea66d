package io.carillon.deploy.cluster;

import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/// A command of `./carillon cluster`: where the cluster is, and how to say what went wrong.
abstract class OnCluster implements Callable<Integer> {
    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "The cluster's folder (default: ${DEFAULT-VALUE})")
    Path folder = Path.of("cluster");

    @Spec CommandSpec spec;

    abstract void run(PrintWriter out) throws ClusterFailure;

    @Override
    public final Integer call() {
        var out = spec.commandLine().getOut();
        try {
            run(out);
            return ExitCode.OK;
        } catch (ClusterFailure failure) {
            say(failure.getMessage());
            return failure.isUsage() ? ExitCode.USAGE : ExitCode.SOFTWARE;
        } finally {
            out.flush();
        }
    }

    LocalCluster cluster() throws ClusterFailure {
        return LocalCluster.in(folder, this::say);
    }

    MemberName name(String text) {
        return MemberName.parse(text)
                .orElseThrow(
                        () ->
                                new ParameterException(
                                        spec.commandLine(),
                                        "'"
                                                + text
                                                + "' is no name like core-1, edge-1, cassandra-1"));
    }

    /// What people read while they wait, on standard error.
    void say(String line) {
        var err = spec.commandLine().getErr();
        err.println("carillon: " + line);
        err.flush();
    }
}
