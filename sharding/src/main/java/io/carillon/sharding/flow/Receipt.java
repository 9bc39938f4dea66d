package io.carillon.sharding.flow;

/// Names a message that an edge repeats until its entity has taken it: what came over a reliable
/// transport is repeated by nobody else.
///
/// @param edge the node that waits for it to be acknowledged
/// @param number its own count
public record Receipt(String edge, long number) {
    /// For messages that nobody waits for.
    public static final Receipt NONE = new Receipt("", 0);

    /// Whether nobody waits for it.
    public boolean isNone() {
        return number == 0;
    }
}
