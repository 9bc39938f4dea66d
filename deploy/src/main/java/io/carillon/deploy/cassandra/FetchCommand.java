package io.carillon.deploy.cassandra;

import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/// `fetch`: gets what Cassandra consists of, for who is about to go where there is no network.
@Command(
        name = "fetch",
        hidden = true,
        description = "Fetches Cassandra with Maven, unless it is there.",
        mixinStandardHelpOptions = true)
public final class FetchCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        var err = spec.commandLine().getErr();
        try {
            CassandraLibraries.of(
                    Path.of(System.getProperty("carillon.root", "")),
                    line -> {
                        err.println("carillon: " + line);
                        err.flush();
                    });
            return ExitCode.OK;
        } catch (IOException failure) {
            err.println("carillon: " + failure.getMessage());
            err.flush();
            return ExitCode.SOFTWARE;
        }
    }
}
