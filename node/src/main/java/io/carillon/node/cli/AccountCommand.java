package io.carillon.node.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.Callable;

/// `account`: adds, removes and lists the accounts of a running node, and changes passwords.
@Command(
        name = "account",
        description = "Accounts of a running node.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        subcommands = {
            AccountCommand.Add.class,
            AccountCommand.Remove.class,
            AccountCommand.Listing.class,
            AccountCommand.Password.class
        })
public final class AccountCommand implements Callable<Integer> {
    @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "Missing command: add, remove, list or password");
    }

    private record Change(String aor, String password, boolean replace) {}

    @Command(name = "add", description = "Adds an account.", mixinStandardHelpOptions = true)
    static final class Add extends Asking {
        @Parameters(index = "0", paramLabel = "USER@DOMAIN", description = "The address-of-record.")
        private String aor;

        @Parameters(
                index = "1",
                paramLabel = "PASSWORD",
                arity = "0..1",
                description =
                        "Asked for when it is not given, which is better: other users of this"
                                + " machine can see it here.")
        private String password;

        @Override
        void ask(NodeApi api, PrintWriter out) throws NodeApi.Refused {
            api.post("/api/accounts", new Change(aor, given(password), false));
            out.println("added " + aor);
        }
    }

    @Command(
            name = "password",
            description = "Changes the password of an account.",
            mixinStandardHelpOptions = true)
    static final class Password extends Asking {
        @Parameters(index = "0", paramLabel = "USER@DOMAIN", description = "The address-of-record.")
        private String aor;

        @Parameters(
                index = "1",
                paramLabel = "PASSWORD",
                arity = "0..1",
                description = "Asked for when it is not given, which is better.")
        private String password;

        @Override
        void ask(NodeApi api, PrintWriter out) throws NodeApi.Refused {
            api.post("/api/accounts", new Change(aor, given(password), true));
            out.println("changed " + aor);
        }
    }

    @Command(
            name = "remove",
            description = "Removes an account and its registrations.",
            mixinStandardHelpOptions = true)
    static final class Remove extends Asking {
        @Parameters(index = "0", paramLabel = "USER@DOMAIN", description = "The address-of-record.")
        private String aor;

        @Override
        void ask(NodeApi api, PrintWriter out) throws NodeApi.Refused {
            api.delete("/api/accounts?aor=" + NodeApi.encoded(aor));
            out.println("removed " + aor);
        }
    }

    @Command(name = "list", description = "Lists all accounts.", mixinStandardHelpOptions = true)
    static final class Listing extends Asking {
        @Override
        void ask(NodeApi api, PrintWriter out) throws NodeApi.Refused {
            for (var account : api.all("/api/accounts", "accounts")) out.println(account.asText());
        }
    }

    /// The password given, or typed twice at a terminal, or a line of standard input.
    private static String given(String password) throws NodeApi.Refused {
        if (password != null) return password;
        var console = System.console();
        return console.isTerminal() ? typed(console) : piped();
    }

    private static String typed(java.io.Console console) throws NodeApi.Refused {
        var first = console.readPassword("Password: ");
        var second = console.readPassword("Once more: ");
        if (first == null || !Arrays.equals(first, second)) {
            throw new NodeApi.Refused("the passwords are not the same");
        }
        return new String(first);
    }

    private static String piped() throws NodeApi.Refused {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try {
            var line = in.readLine();
            if (line != null && !line.isEmpty()) return line;
        } catch (IOException _) {
            // the same fault
        }
        throw new NodeApi.Refused("no password: type it, or give it on standard input");
    }
}
