package io.carillon.node;

import io.carillon.node.rehearsal.Rehearsal;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.Callable;

/// `rehearse`: practises and ends, for a virtual machine that writes down what it has learnt.
@Command(
        name = "rehearse",
        hidden = true,
        description = "Plays registrations and calls to itself and ends; nobody else is served.",
        mixinStandardHelpOptions = true)
final class RehearseCommand implements Callable<Integer> {
    @Option(
            names = "--seconds",
            description = "at most; it ends when there is little left to learn (${DEFAULT-VALUE})",
            defaultValue = "15")
    private int seconds;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        var folder = Files.createTempDirectory("carillon-rehearse-");
        try {
            int stories = Rehearsal.play(Duration.ofSeconds(seconds), folder);
            if (stories == 0) return Foreground.fail(spec, "the rehearsal failed: see the log");
            var out = spec.commandLine().getOut();
            out.println("rehearsed " + stories + " registrations and calls");
            out.flush();
            return 0;
        } finally {
            Files.delete(folder);
        }
    }
}
