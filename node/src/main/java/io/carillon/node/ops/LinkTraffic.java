package io.carillon.node.ops;

/// What a node has sent to other nodes by its own links so far.
///
/// @param messages what was told to entities and actors; what went by the actor system is not in it
/// @param octets of those messages and their frames, before encryption
public record LinkTraffic(long messages, long octets) {
    /// Of a node that is alone.
    public static final LinkTraffic NONE = new LinkTraffic(0, 0);
}
