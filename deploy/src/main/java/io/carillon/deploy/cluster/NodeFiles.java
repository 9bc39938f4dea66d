package io.carillon.deploy.cluster;

import java.util.List;
import java.util.stream.Collectors;

/// The texts a node is started from: its settings, and the script that starts it.
///
/// Pure; who writes them where is [LocalCluster]'s matter.
final class NodeFiles {
    /// Less than a server of its own gets: a whole cluster shares the machine. The heap grows when
    /// it is needed.
    static final String MEMORY = "-Xms256m -Xmx512m";

    /// Nodes of a local cluster start together and on the same few processors: much practice would
    /// make all of them late. A little costs four seconds of processor time. Without it the first
    /// registration that a node sees holds up all else on its event loop: a second on a busy
    /// machine.
    private static final String REHEARSAL = "2 s";

    private NodeFiles() {}

    /// The file of settings; `seeds` are the nodes that form the cluster, `processors` what all of
    /// it shares.
    static String settings(Member member, ClusterPlan plan, List<String> seeds, int processors) {
        var host = member.host();
        var text = new StringBuilder();
        text.append("# What ").append(member.name());
        text.append(" is told, beside its command line (see the file run).\n\n");
        text.append("include required(\"../secret.conf\")\n\n");
        text.append("carillon {\n");
        if (!plan.isAlone()) line(text, "roles", list(member.roles()));
        var sip = member.isEdge() ? quoted(host + ":" + Network.SIP_PORT) : "\"\"";
        line(text, "listen.udp", sip);
        line(text, "listen.tcp", sip);
        line(text, "http.listen", quoted(host + ":" + Network.HTTP_PORT));
        line(text, "cluster.listen", quoted(host + ":" + Network.CLUSTER_PORT));
        line(text, "data-dir", quoted("data"));
        line(text, "rehearsal", REHEARSAL);
        line(text, "edge.loops", String.valueOf(loops(plan, processors)));
        if (!plan.isAlone()) line(text, "cluster.seeds", list(seeds));
        line(text, "journal", plan.isShared() ? "cassandra" : "embedded");
        if (plan.isShared()) {
            line(text, "cassandra.contact-points", list(contactPoints(plan)));
            line(text, "cassandra.replication-factor", String.valueOf(replicationFactor(plan)));
        }
        return text.append("}\n").toString();
    }

    /// A loop for each processor of one's own share: more would only take turns.
    private static int loops(ClusterPlan plan, int processors) {
        int nodes = (int) plan.members().stream().filter(MemberName::isNode).count();
        return Math.max(1, processors / Math.max(1, nodes));
    }

    /// The nodes that a new one asks to be let in: those with the core role that the cluster began
    /// with. They stay the same when it grows.
    static List<String> seeds(ClusterPlan plan) {
        return plan.members().stream()
                .filter(name -> name.kind() == MemberName.Kind.CORE)
                .map(name -> plan.network().host(name) + ":" + Network.CLUSTER_PORT)
                .toList();
    }

    static List<String> contactPoints(ClusterPlan plan) {
        return plan.members().stream()
                .filter(name -> name.kind() == MemberName.Kind.CASSANDRA)
                .map(name -> plan.network().host(name) + ":" + Network.CQL_PORT)
                .toList();
    }

    /// Three copies, as far as there are places for them.
    static int replicationFactor(ClusterPlan plan) {
        return Math.min(3, plan.cassandra());
    }

    /// The script that becomes the node.
    static String script(MemberName name, ClusterPlan plan) {
        var command = new StringBuilder("exec " + word(plan.release().resolve("carillon") + ""));
        command.append(" node --config \"$PWD/node.conf\"");
        plan.settings()
                .forEach(
                        (key, value) -> command.append(' ').append(word("-D" + key + "=" + value)));
        return script(
                name,
                "export CARILLON_AS_BUILT=1",
                "export CARILLON_JAVA_OPTS=" + word((MEMORY + " " + plan.javaOptions()).strip()),
                command.toString());
    }

    /// A script that becomes a process of the cluster, from within its folder.
    static String script(MemberName name, String... lines) {
        return """
               #!/bin/sh
               # Becomes %1$s. `./carillon cluster start %1$s` runs it in the background.
               cd "$(dirname "$0")" || exit 1
               %2$s
               """
                .formatted(name, String.join("\n", lines));
    }

    /// Text as one word of a shell's command line.
    static String word(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }

    private static void line(StringBuilder text, String key, String value) {
        text.append("  ").append(key).append(" = ").append(value).append('\n');
    }

    private static String list(List<String> texts) {
        return texts.stream().map(NodeFiles::quoted).collect(Collectors.joining(", ", "[", "]"));
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
