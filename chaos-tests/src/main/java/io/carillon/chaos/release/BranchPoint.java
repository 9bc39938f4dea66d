package io.carillon.chaos.release;

/// The release that this one is mixed with where nobody names another.
public final class BranchPoint {
    /// The oldest commit whose messages between nodes, and whose events, this version promises to
    /// understand, and the other way round.
    ///
    /// It is moved on by who gives up that promise, and not otherwise. Of the commits before it
    /// edges forget phones that ring while they move: calls that such a node fails tell nothing
    /// of a mixture.
    public static final String COMMIT = "9b8d53e932d3a5deead5328943882b1df0c68b12";

    private BranchPoint() {}
}
