package io.carillon.sharding.membership;

/// What a node says to one that looks for a cluster.
sealed interface FormationAnswer {
    /// It is a member of a cluster: join it there.
    ///
    /// @param address its own, `host:port`
    record InCluster(String address) implements FormationAnswer {}

    /// It looks for a cluster itself.
    ///
    /// @param granted whether its vote is the asker's now
    record Looking(boolean granted) implements FormationAnswer {}

    /// It leaves, or knows of none and is no help.
    record Busy() implements FormationAnswer {}

    /// Nobody listens there.
    record Absent() implements FormationAnswer {}

    /// No answer in time, or an unknown name.
    record Silent(String why) implements FormationAnswer {}

    /// Somebody is there, and does not speak as a node of this cluster does: it has another secret
    /// or certificate, or is something else.
    record Foreign(String why) implements FormationAnswer {}
}
