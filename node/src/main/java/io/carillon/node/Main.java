package io.carillon.node;

import io.carillon.node.cli.AccountCommand;
import io.carillon.node.cli.CallsCommand;
import io.carillon.node.cli.RegistrationsCommand;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

import java.io.PrintWriter;
import java.util.concurrent.Callable;

/// The commands. Servers first, then those that ask a running one.
///
/// Exit status: 0 done, 1 failure, 2 wrong usage or configuration, which one line on standard error
/// explains.
@Command(
        name = "./carillon",
        description = "A SIP registrar and proxy.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            NodeCommand.class,
            SchemaCommand.class,
            DevCommand.class,
            AccountCommand.class,
            RegistrationsCommand.class,
            CallsCommand.class,
            RehearseCommand.class,
            Main.VersionCommand.class
        })
public final class Main implements Callable<Integer> {
    @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setParameterExceptionHandler(Main::wrongUsage)
                .setExecutionExceptionHandler(Main::failed)
                .setCaseInsensitiveEnumValuesAllowed(true);
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

    /// Prints the version.
    @Command(
            name = "version",
            description = "Prints the version.",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class)
    static final class VersionCommand implements Callable<Integer> {
        @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

        @Override
        public Integer call() throws Exception {
            var out = spec.commandLine().getOut();
            for (var line : new Version().getVersion()) out.println(line);
            out.flush();
            return 0;
        }
    }
}
