package io.carillon.deploy.cluster;

import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// What a process of the cluster is called: `core-1`, `edge-2`, `cassandra-1`.
///
/// @param kind what it is
/// @param number from 1 to 254, the last part of its address
public record MemberName(Kind kind, int number) implements Comparable<MemberName> {
    /// What a process of the cluster is. Each kind has a subnet of its own.
    public enum Kind {
        CORE(1),
        EDGE(2),
        CASSANDRA(3);

        private final int subnet;

        Kind(int subnet) {
            this.subnet = subnet;
        }

        /// The third part of its addresses.
        int subnet() {
            return subnet;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// How many there can be of a kind: the last part of an address is 1 to 254.
    public static final int MOST = 254;

    private static final Pattern FORM = Pattern.compile("(core|edge|cassandra)-([1-9]\\d{0,2})");

    public MemberName {
        if (number < 1 || number > MOST) {
            throw new IllegalArgumentException("number " + number + " is not in 1.." + MOST);
        }
    }

    public static MemberName core(int number) {
        return new MemberName(Kind.CORE, number);
    }

    public static MemberName edge(int number) {
        return new MemberName(Kind.EDGE, number);
    }

    public static MemberName cassandra(int number) {
        return new MemberName(Kind.CASSANDRA, number);
    }

    /// Reads a name; empty when it is none.
    public static Optional<MemberName> parse(String text) {
        var parts = FORM.matcher(text);
        if (!parts.matches()) return Optional.empty();
        int number = Integer.parseInt(parts.group(2));
        if (number > MOST) return Optional.empty();
        var kind = Kind.valueOf(parts.group(1).toUpperCase(Locale.ROOT));
        return Optional.of(new MemberName(kind, number));
    }

    /// Whether it is a node of Carillon, and not a database.
    public boolean isNode() {
        return kind != Kind.CASSANDRA;
    }

    @Override
    public int compareTo(MemberName other) {
        return Comparator.comparing(MemberName::kind)
                .thenComparingInt(MemberName::number)
                .compare(this, other);
    }

    @Override
    public String toString() {
        return kind + "-" + number;
    }
}
