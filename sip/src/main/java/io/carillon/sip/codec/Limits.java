package io.carillon.sip.codec;

/// Every maximum of the parser and the framer, in one place.
///
/// @param messageOctets the largest message, headers and body; larger ones are answered 513
/// @param headerLines the most header lines
/// @param headerOctets the most octets of start line and headers together
public record Limits(int messageOctets, int headerLines, int headerOctets) {
    /// What a datagram can carry at most, and room for generous headers.
    public static final Limits DEFAULT = new Limits(65_535, 256, 32_768);

    /// For what was let in before, and must not be refused now: stamps and routes have been added
    /// since.
    public static final Limits ROOMY = new Limits(1 << 20, 1_024, 1 << 18);
}
