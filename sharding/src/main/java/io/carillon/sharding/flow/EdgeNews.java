package io.carillon.sharding.flow;

/// What the [EdgeDirectory] hears: what edges say of themselves, and what the cluster says of them.
sealed interface EdgeNews permits EdgeDescription, EdgeNews.Came, EdgeNews.Left, EdgeNews.Ask {
    /// A node is a member, with sockets or without.
    record Came(String node, boolean isEdge) implements EdgeNews {}

    /// A member is gone for good, or is taken for gone.
    record Left(String edge) implements EdgeNews {}

    /// It is time to ask those again that have not said which sockets they have.
    enum Ask implements EdgeNews {
        ASK
    }
}
