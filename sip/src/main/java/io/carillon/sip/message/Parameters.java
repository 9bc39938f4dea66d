package io.carillon.sip.message;

import java.util.Arrays;
import java.util.Optional;

/// The `;name=value` parameters of a URI or a header value, in order; names compare without case.
///
/// A value is kept as written (quotes and escapes included). RFC 3261 §7.3.1, §19.1.1.
public final class Parameters {
    /// No parameters.
    public static final Parameters NONE = new Parameters(new String[0]);

    /// The most that are read: names are searched one after the other, so this bounds the search.
    static final int MAX = 64;

    /// Name and value in turn; a null value is a flag such as `;lr`.
    private final String[] pairs;

    private Parameters(String[] pairs) {
        this.pairs = pairs;
    }

    /// Reads `*( SEMI name [ EQUAL value ] )` of a header value, white space allowed around the
    /// separators (RFC 3261 §25.1 generic-param).
    static Parameters ofHeader(Cursor in, String what) throws MalformedException {
        in.skipSpace();
        if (in.peek() != ';') return NONE;
        var pairs = new String[4];
        int n = 0;
        while (in.skip(';')) {
            in.skipSpace();
            pairs = roomFor(n, pairs, what);
            pairs[n++] = in.token("parameter name", what);
            in.skipSpace();
            if (in.skip('=')) {
                in.skipSpace();
                pairs[n] = headerValue(in, what);
                in.skipSpace();
            }
            n++;
        }
        return new Parameters(n == pairs.length ? pairs : Arrays.copyOf(pairs, n));
    }

    private static String headerValue(Cursor in, String what) throws MalformedException {
        if (in.peek() == '"') return in.quoted(what);
        return in.parameterValue(what);
    }

    private static String[] roomFor(int n, String[] pairs, String what) throws MalformedException {
        if (n < pairs.length) return pairs;
        if (n >= 2 * MAX) throw new MalformedException("too many parameters in " + what);
        return Arrays.copyOf(pairs, n * 2);
    }

    /// Reads the parameters of a URI: no white space, ends at `?` or the end (§19.1.1).
    static Parameters ofUri(Cursor in) throws MalformedException {
        if (in.peek() != ';') return NONE;
        var pairs = new String[4];
        int n = 0;
        while (in.skip(';')) {
            pairs = roomFor(n, pairs, "URI");
            var name = in.until(";=?");
            if (name.isEmpty()) throw new MalformedException("empty URI parameter");
            pairs[n++] = name;
            if (in.skip('=')) pairs[n] = in.until(";?");
            n++;
        }
        return new Parameters(n == pairs.length ? pairs : Arrays.copyOf(pairs, n));
    }

    private int find(String name) {
        for (int i = 0; i < pairs.length; i += 2) {
            if (pairs[i].equalsIgnoreCase(name)) return i;
        }
        return -1;
    }

    /// How many there are.
    public int size() {
        return pairs.length / 2;
    }

    /// The name of parameter `i`, as written.
    public String name(int i) {
        return pairs[2 * i];
    }

    /// The value of parameter `i`; empty for a flag.
    public Optional<String> value(int i) {
        return Optional.ofNullable(pairs[2 * i + 1]);
    }

    /// The value of `name`; empty when absent or a flag.
    public Optional<String> get(String name) {
        return Optional.ofNullable(valueOrNull(name));
    }

    String valueOrNull(String name) {
        var i = find(name);
        return i < 0 ? null : pairs[i + 1];
    }

    /// Whether `name` is there, with or without a value.
    public boolean has(String name) {
        return find(name) >= 0;
    }

    /// A copy in which `name` has this value, at its place or appended.
    public Parameters with(String name, String value) {
        return put(name, value);
    }

    /// A copy in which the flag `name` stands.
    public Parameters withFlag(String name) {
        return put(name, null);
    }

    private Parameters put(String name, String value) {
        var i = find(name);
        var copy = Arrays.copyOf(pairs, i < 0 ? pairs.length + 2 : pairs.length);
        if (i < 0) {
            i = pairs.length;
            copy[i] = name;
        }
        copy[i + 1] = value;
        return new Parameters(copy);
    }

    /// A copy without `name`.
    public Parameters without(String name) {
        var i = find(name);
        if (i < 0) return this;
        var copy = new String[pairs.length - 2];
        System.arraycopy(pairs, 0, copy, 0, i);
        System.arraycopy(pairs, i + 2, copy, i, copy.length - i);
        return new Parameters(copy);
    }

    void appendTo(StringBuilder out) {
        for (int i = 0; i < pairs.length; i += 2) {
            out.append(';').append(pairs[i]);
            if (pairs[i + 1] != null) out.append('=').append(pairs[i + 1]);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Parameters that && Arrays.equals(pairs, that.pairs);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(pairs);
    }

    @Override
    public String toString() {
        var out = new StringBuilder();
        appendTo(out);
        return out.toString();
    }
}
