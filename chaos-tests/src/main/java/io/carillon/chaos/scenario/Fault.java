package io.carillon.chaos.scenario;

import io.carillon.chaos.workload.Weather;

import java.time.Duration;
import java.util.List;

/// Something that is done to the cluster, or to the network around it.
public sealed interface Fault {
    /// Something done to one or several processes.
    sealed interface On extends Fault {
        Target target();
    }

    /// SIGKILL.
    record Kill(Target target) implements On {}

    /// SIGTERM, and wait for the end.
    record Stop(Target target) implements On {}

    /// Start what does not run.
    record Start(Target target) implements On {}

    /// SIGSTOP, and SIGCONT after a while.
    record Pause(Target target, Duration length) implements On {}

    /// Hardly any processor time for a while: stopped nine tenths of it, a tenth of a second at a
    /// time.
    record Starve(Target target, Duration length) implements On {}

    /// Cut off from all others for a while; nothing is refused, everything is lost.
    record Cut(Target target, Duration length) implements On {}

    /// One after the other, stop and start again; where that is asked for, with the release that it
    /// is not of.
    record Roll(Target target, boolean otherRelease) implements On {}

    /// One more core node.
    record Add() implements Fault {}

    /// The core node that was added last leaves.
    record Remove() implements Fault {}

    /// Datagrams between telephones and edges are lost, doubled and late for a while.
    record Storm(Weather weather, Duration length) implements Fault {}

    /// Packets between all nodes are lost for a while, so large a share of them.
    record Loss(double share, Duration length) implements Fault {}

    /// Whom it hits.
    sealed interface Target {
        /// The member of that name.
        record Named(String name) implements Target {
            @Override
            public String toString() {
                return name;
            }
        }

        /// One of these members, as the dice say.
        record OneOf(List<String> names) implements Target {
            @Override
            public String toString() {
                return String.join("/", names);
            }
        }

        /// A member that fits a description, chosen when the time has come.
        enum Some implements Target {
            /// A core node that is not the oldest.
            CORE,
            /// Any core node, as the dice say.
            ANY,
            /// The oldest core node, where the coordinator of the shards lives.
            OLDEST,
            EDGE,
            CASSANDRA,
            /// Every Cassandra node at once.
            DATABASE,
            /// Every core node and every edge.
            NODES,
            /// Whatever was hit last.
            IT;

            @Override
            public String toString() {
                return name().toLowerCase(java.util.Locale.ROOT);
            }
        }

        /// The words for targets, for messages.
        static List<String> words() {
            return java.util.Arrays.stream(Some.values()).map(Some::toString).toList();
        }
    }

    /// A fault and when it comes.
    ///
    /// @param at counted from the beginning of its row, when the load runs as it should
    /// @param afterLast counted instead from the moment when the fault before it is over and done
    /// @param text as it was written
    record Timed(Duration at, boolean afterLast, Fault fault, String text) {}
}
