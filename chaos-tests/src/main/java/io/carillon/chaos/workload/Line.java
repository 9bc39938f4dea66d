package io.carillon.chaos.workload;

/// How a telephone is connected to the world: a UDP socket or a connection, shared with others.
///
/// Keeps no transactions: what is lost is lost.
sealed interface Line permits UdpLine, TcpLine {
    /// As a Via says it.
    String transport();

    /// What a Via and a Contact name: host and port.
    String address();

    boolean isReliable();

    /// Sends to an edge; a connection leads to one edge only, and sends there.
    ///
    /// @param refused run, later, when the edge's host says that nobody listens there; a connection
    ///     tells its users in its own way
    void send(byte[] message, int edge, Runnable refused);

    /// The same where it does not matter whether anybody listens.
    default void send(byte[] message, int edge) {
        send(message, edge, () -> {});
    }

    /// The way back to where a request came from.
    interface Back {
        void send(byte[] message);

        /// Which edge that is; -1 for none that is known.
        int edge();
    }

    /// Who takes what comes in.
    interface Receiver {
        void received(byte[] message, Line line, Back back);
    }
}
