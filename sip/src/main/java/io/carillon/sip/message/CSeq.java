package io.carillon.sip.message;

/// A CSeq value: the sequence number (0 to 2^31-1, RFC 3261 §8.1.1.5) and the method.
public record CSeq(long number, Method method) {
    private static final long MAX = (1L << 31) - 1;

    /// Reads `1*DIGIT LWS Method`.
    public static CSeq parse(String text) throws MalformedException {
        var in = new Cursor(text);
        in.skipSpace();
        var number = in.number(MAX, "CSeq");
        in.skipSpace();
        var method = Method.of(in.token("method", "CSeq"));
        in.skipSpace();
        if (!in.atEnd()) throw new MalformedException("text after the method in CSeq");
        return new CSeq(number, method);
    }

    @Override
    public String toString() {
        return number + " " + method;
    }
}
