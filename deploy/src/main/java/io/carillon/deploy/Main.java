package io.carillon.deploy;

import io.carillon.deploy.cassandra.FetchCommand;
import io.carillon.deploy.cluster.ClusterCommand;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

import java.io.PrintWriter;
import java.util.concurrent.Callable;

/// The commands of `./carillon` that deal with many processes.
///
/// Exit status: 0 done, 1 failure, 2 wrong usage or configuration, which standard error explains.
@Command(
        name = "./carillon",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        subcommands = {ClusterCommand.class, FetchCommand.class})
public final class Main implements Callable<Integer> {
    @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setParameterExceptionHandler(Main::wrongUsage)
                .setExecutionExceptionHandler(Main::failed);
    }

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "Missing command");
    }

    private static int wrongUsage(ParameterException wrong, String[] arguments) {
        var command = wrong.getCommandLine().getCommandSpec().qualifiedName();
        complain(wrong.getCommandLine(), wrong.getMessage() + "; see " + command + " --help");
        return CommandLine.ExitCode.USAGE;
    }

    private static int failed(
            Exception failure, CommandLine command, CommandLine.ParseResult arguments) {
        complain(command, failure.toString());
        return CommandLine.ExitCode.SOFTWARE;
    }

    private static void complain(CommandLine command, String line) {
        PrintWriter err = command.getErr();
        err.println("carillon: " + line.replaceAll("\\s*\\R\\s*", " "));
        err.flush();
    }
}
