package io.carillon.deploy.cluster;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Brings a cluster up for the first time, or again: looks whether it can be, writes its folder,
/// starts databases, then nodes.
final class Setup {
    private final ClusterFolder folder;
    private final ClusterPlan plan;
    private final Consumer<String> progress;

    Setup(ClusterFolder folder, ClusterPlan plan, Consumer<String> progress) {
        this.folder = folder;
        this.plan = plan;
        this.progress = progress;
    }

    /// Refuses what cannot work, and otherwise leaves a folder from which members can be started.
    void prepare() throws ClusterFailure, IOException {
        var problem = plan.problem();
        if (problem.isPresent()) throw ClusterFailure.usage(problem.get());
        var former = folder.read();
        if (former.isPresent()) refuseIfUnfit(former.get());
        for (var member : members()) refuseIfTaken(member);
        folder.write(plan, plan.members());
        folder.makeSecret();
        for (var member : members()) {
            if (member.name().isNode()) folder.writeNode(member, plan);
        }
    }

    void start() throws ClusterFailure, IOException, InterruptedException {
        new Databases(folder, plan, progress).start();
        var nodes = members().stream().filter(each -> each.name().isNode()).toList();
        progress.accept("starting " + names(nodes) + " ...");
        new Startup(progress).start(nodes);
    }

    private List<Member> members() {
        return plan.members().stream().map(name -> folder.member(name, plan)).toList();
    }

    static String names(List<Member> members) {
        return String.join(", ", members.stream().map(each -> each.name().toString()).toList());
    }

    /// What is stored was stored by so many databases at such addresses.
    private void refuseIfUnfit(ClusterFolder.Contents former) throws ClusterFailure {
        for (var name : former.members()) {
            var running = new Runner(folder.member(name, former.plan())).running();
            if (running.isPresent()) {
                throw ClusterFailure.failed(
                        "a cluster is up in %s (%s runs): ./carillon cluster down ends it"
                                .formatted(folder.path(), name));
            }
        }
        var before = former.plan();
        if (before.cassandra() != plan.cassandra() || !before.network().equals(plan.network())) {
            throw ClusterFailure.usage(
                    folder.path()
                            + " holds the data of a cluster with --cassandra %d --net %s"
                                    .formatted(before.cassandra(), before.network())
                            + ": take another --dir, or delete it");
        }
    }

    private static void refuseIfTaken(Member member) throws ClusterFailure {
        var listeners =
                Stream.concat(
                                member.sip().stream(),
                                Stream.of(
                                        member.cluster(),
                                        new InetSocketAddress(member.host(), Network.HTTP_PORT)))
                        .toList();
        for (var address : listeners) {
            try (var probe = new ServerSocket()) {
                probe.setReuseAddress(true);
                probe.bind(address);
            } catch (IOException taken) {
                throw ClusterFailure.failed(
                        "%s: cannot listen on %s:%d (%s); --net 127.1 uses other addresses"
                                .formatted(
                                        member.name(),
                                        member.host(),
                                        address.getPort(),
                                        taken.getMessage()));
            }
        }
    }
}
