package io.carillon.deploy.cluster;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/// `cluster`: a local cluster of real processes. What the commands do is in [LocalCluster].
@Command(
        name = "cluster",
        description = {
            "A local cluster: nodes, edges and databases as processes on loopback addresses, for trials and chaos.",
            "",
            "On 127.0 (see --net): core-N has the address 127.0.1.N, edge-N 127.0.2.N, cassandra-N 127.0.3.N."
                    + " Ports are the same everywhere: SIP 5060 over UDP and TCP, HTTP 8080, cluster 7355, heart"
                    + " 7455, Cassandra 9042. Each has a folder with its settings (node.conf), the script that"
                    + " becomes it (run), its process id (pid), its log and its data.",
            ""
        },
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        subcommands = {
            UpCommand.class,
            ClusterCommand.Status.class,
            ClusterCommand.Kill.class,
            ClusterCommand.Stop.class,
            ClusterCommand.Start.class,
            ClusterCommand.Pause.class,
            ClusterCommand.Resume.class,
            ClusterCommand.Logs.class,
            ClusterCommand.Down.class
        })
public final class ClusterCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "Missing command");
    }

    @Command(
            name = "status",
            description = {
                "How each process is:",
                "  ready    it serves",
                "  unready  it answers and says that it cannot serve",
                "  silent   it runs and does not answer: it starts, or hangs",
                "  paused   it was sent SIGSTOP",
                "  stopped  it was stopped in order, or never started",
                "  gone     it was killed, or ended by itself"
            },
            mixinStandardHelpOptions = true)
    static final class Status extends OnCluster {
        @Option(names = "--json", description = "A list of objects, one for each process.")
        private boolean json;

        @Override
        void run(PrintWriter out) throws ClusterFailure {
            var status = cluster().status();
            out.print(json ? StatusText.json(status) : StatusText.table(status));
        }
    }

    /// A command for one member.
    abstract static class OnMember extends OnCluster {
        @Parameters(paramLabel = "NAME", description = "Like core-1, edge-1, cassandra-1.")
        private String member;

        MemberName name() {
            return name(member);
        }
    }

    @Command(
            name = "kill",
            description = "Ends a process with SIGKILL.",
            mixinStandardHelpOptions = true)
    static final class Kill extends OnMember {
        @Override
        void run(PrintWriter out) throws ClusterFailure {
            var name = name();
            cluster().kill(name);
            say(name + " is killed");
        }
    }

    @Command(
            name = "stop",
            description = "Has a process leave in order (SIGTERM), and waits until it has ended.",
            mixinStandardHelpOptions = true)
    static final class Stop extends OnMember {
        @Override
        void run(PrintWriter out) throws ClusterFailure {
            var name = name();
            say("stopping " + name + " ...");
            say(name + " has ended after " + Startup.seconds(cluster().stop(name)));
        }
    }

    @Command(
            name = "start",
            description = {
                "Starts a process that does not run, as it was started before, and waits until it is ready.",
                "The next number of the nodes or edges (core-4 after core-3) adds one to the cluster."
            },
            mixinStandardHelpOptions = true)
    static final class Start extends OnMember {
        @Option(
                names = "--release",
                paramLabel = "DIR",
                description =
                        "A checkout of another version, whose ./carillon it is started with, from now"
                                + " on.")
        private Path release;

        @Override
        void run(PrintWriter out) throws ClusterFailure {
            var name = name();
            if (release == null) cluster().start(name);
            else cluster().start(name, release);
        }
    }

    @Command(
            name = "pause",
            description = "Stops a process where it stands (SIGSTOP).",
            mixinStandardHelpOptions = true)
    static final class Pause extends OnMember {
        @Override
        void run(PrintWriter out) throws ClusterFailure {
            var name = name();
            cluster().pause(name);
            say(name + " is paused");
        }
    }

    @Command(
            name = "resume",
            description = "Lets a paused process go on (SIGCONT).",
            mixinStandardHelpOptions = true)
    static final class Resume extends OnMember {
        @Override
        void run(PrintWriter out) throws ClusterFailure {
            var name = name();
            cluster().resume(name);
            say(name + " goes on");
        }
    }

    @Command(
            name = "logs",
            description = "What a process has printed, over all its starts.",
            mixinStandardHelpOptions = true)
    static final class Logs extends OnMember {
        @Option(names = "-f", description = "Goes on with what is added, until interrupted.")
        private boolean follow;

        @Override
        void run(PrintWriter out) throws ClusterFailure {
            var log = cluster().member(name()).log();
            Attempt.at(
                    () -> {
                        if (follow) LogTail.follow(log, System.out);
                        else LogTail.copy(log, System.out);
                    });
        }
    }

    @Command(
            name = "down",
            description = {
                "Ends all processes in order: edges, nodes, databases. May be repeated.",
                "Data and logs stay in the folder, and the next up goes on with them."
            },
            mixinStandardHelpOptions = true)
    static final class Down extends OnCluster {
        @Override
        void run(PrintWriter out) throws ClusterFailure {
            cluster().down();
        }
    }
}
