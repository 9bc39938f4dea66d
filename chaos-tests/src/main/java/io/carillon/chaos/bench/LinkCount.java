package io.carillon.chaos.bench;

/// What the nodes of a server have sent to each other.
///
/// @param messages how many
/// @param octets of all of them
record LinkCount(long messages, long octets) {
    /// Of a server that is one process.
    static final LinkCount NONE = new LinkCount(0, 0);

    LinkCount plus(LinkCount other) {
        return new LinkCount(messages + other.messages, octets + other.octets);
    }

    LinkCount since(LinkCount before) {
        return new LinkCount(messages - before.messages, octets - before.octets);
    }
}
