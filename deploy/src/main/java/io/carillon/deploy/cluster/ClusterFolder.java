package io.carillon.deploy.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeSet;

/// The folder of a cluster: all that is known of it between two commands.
///
///     cluster.properties    the plan, and who belongs to it
///     secret.conf           the key that all nodes share, readable by its owner alone
///     NAME/run              becomes the process
///     NAME/node.conf        what it is told
///     NAME/pid              which process it is
///     NAME/log              what it printed
///     NAME/data             what it keeps
///
/// Knows files, and nothing of processes.
final class ClusterFolder {
    private static final String STATE = "cluster.properties";
    private static final String SETTING = "setting.";
    private static final int SECRET_OCTETS = 32;

    private final Path path;

    ClusterFolder(Path path) {
        this.path = path.toAbsolutePath().normalize();
    }

    /// What the folder says.
    ///
    /// @param members all that belong to it, more than the plan has when some were added
    record Contents(ClusterPlan plan, List<MemberName> members) {}

    Path path() {
        return path;
    }

    /// Empty when there never was a cluster here.
    Optional<Contents> read() throws ClusterFailure {
        var file = path.resolve(STATE);
        if (!Files.exists(file)) return Optional.empty();
        var state = new Properties();
        try (var in = Files.newBufferedReader(file)) {
            state.load(in);
            var settings = new LinkedHashMap<String, String>();
            for (var key : new TreeSet<>(state.stringPropertyNames())) {
                if (!key.startsWith(SETTING)) continue;
                settings.put(key.substring(SETTING.length()), state.getProperty(key));
            }
            var plan =
                    new ClusterPlan(
                            new Network(text(state, "network")),
                            Integer.parseInt(text(state, "nodes")),
                            Integer.parseInt(text(state, "edges")),
                            Integer.parseInt(text(state, "cassandra")),
                            settings,
                            text(state, "java-options"),
                            Path.of(text(state, "release")));
            var members = new TreeSet<MemberName>();
            for (var name : text(state, "members").split(" ", -1)) {
                members.add(MemberName.parse(name).orElseThrow());
            }
            return Optional.of(new Contents(plan, List.copyOf(members)));
        } catch (IOException | RuntimeException failure) {
            throw ClusterFailure.failed("cannot read " + file, failure);
        }
    }

    private static String text(Properties state, String key) {
        return Optional.ofNullable(state.getProperty(key)).orElseThrow();
    }

    void write(ClusterPlan plan, Collection<MemberName> members) throws IOException {
        var state = new Properties();
        state.setProperty("network", plan.network().prefix());
        state.setProperty("nodes", String.valueOf(plan.nodes()));
        state.setProperty("edges", String.valueOf(plan.edges()));
        state.setProperty("cassandra", String.valueOf(plan.cassandra()));
        state.setProperty("java-options", plan.javaOptions());
        state.setProperty("release", plan.release().toString());
        plan.settings().forEach((key, value) -> state.setProperty(SETTING + key, value));
        var names = new ArrayList<String>();
        for (var name : new TreeSet<>(members)) names.add(name.toString());
        state.setProperty("members", String.join(" ", names));
        Files.createDirectories(path);
        var aside = path.resolve(STATE + ".new");
        try (var out = Files.newBufferedWriter(aside)) {
            state.store(
                    out, "A local cluster. Written by ./carillon cluster; not meant to be edited.");
        }
        Files.move(aside, path.resolve(STATE), StandardCopyOption.ATOMIC_MOVE);
    }

    /// Makes the key that all nodes share, unless there is one.
    void makeSecret() throws IOException {
        var file = path.resolve("secret.conf");
        if (Files.exists(file)) return;
        var octets = new byte[SECRET_OCTETS];
        new SecureRandom().nextBytes(octets);
        var text = Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
        var aside = path.resolve("secret.conf.new");
        Files.deleteIfExists(aside);
        var ownerOnly = PosixFilePermissions.fromString("rw-------");
        Files.createFile(aside, PosixFilePermissions.asFileAttribute(ownerOnly));
        Files.writeString(aside, "carillon.secret = \"" + text + "\"\n");
        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /// A member's place, whether it is made already or not.
    Member member(MemberName name, ClusterPlan plan) {
        var roles =
                switch (name.kind()) {
                    case CORE -> plan.edges() == 0 ? List.of("core", "edge") : List.of("core");
                    case EDGE -> List.of("edge");
                    case CASSANDRA -> List.of("cassandra");
                };
        return new Member(name, roles, plan.network(), path.resolve(name.toString()));
    }

    /// Writes what a node is started from.
    void writeNode(Member member, ClusterPlan plan) throws IOException {
        Files.createDirectories(member.folder());
        var settings =
                NodeFiles.settings(
                        member,
                        plan,
                        NodeFiles.seeds(plan),
                        Runtime.getRuntime().availableProcessors());
        Files.writeString(member.folder().resolve("node.conf"), settings);
        writeScript(member, NodeFiles.script(member.name(), plan));
    }

    /// Writes what becomes a member's process.
    void writeScript(Member member, String script) throws IOException {
        var aside = member.folder().resolve("run.new");
        Files.writeString(aside, script);
        Files.setPosixFilePermissions(aside, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.move(aside, member.folder().resolve("run"), StandardCopyOption.ATOMIC_MOVE);
    }
}
