package io.carillon.sip.message;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The header lines of a message, immutable and in order; unknown ones are kept to the byte.
///
/// A changed copy is made with [#edit], which shares every untouched line.
public final class Headers {
    /// No lines.
    public static final Headers NONE = new Headers(new Header[0]);

    private final Header[] lines;

    private Headers(Header[] lines) {
        this.lines = lines;
    }

    public static Headers of(Header... lines) {
        return new Headers(lines.clone());
    }

    /// The first `size` of these lines.
    public static Headers of(Header[] lines, int size) {
        return new Headers(Arrays.copyOf(lines, size));
    }

    public static Headers of(List<Header> lines) {
        return new Headers(lines.toArray(Header[]::new));
    }

    public int size() {
        return lines.length;
    }

    public Header get(int i) {
        return lines[i];
    }

    private int find(HeaderName name, int from) {
        for (int i = from; i < lines.length; i++) {
            if (lines[i].name().equals(name)) return i;
        }
        return -1;
    }

    public boolean has(HeaderName name) {
        return find(name, 0) >= 0;
    }

    /// How many lines carry this name.
    public int count(HeaderName name) {
        int count = 0;
        for (int i = find(name, 0); i >= 0; i = find(name, i + 1)) count++;
        return count;
    }

    /// The value of the first line of this name, all its comma-separated values in one.
    public Optional<String> value(HeaderName name) {
        return Optional.ofNullable(valueOrNull(name));
    }

    /// The first line of this name, or null.
    Header lineOrNull(HeaderName name) {
        var i = find(name, 0);
        return i < 0 ? null : lines[i];
    }

    String valueOrNull(HeaderName name) {
        var i = find(name, 0);
        return i < 0 ? null : lines[i].value();
    }

    /// Every value of this name in order, lines with several values split at their commas.
    public List<String> values(HeaderName name) {
        var i = find(name, 0);
        if (i < 0) return List.of();
        var next = find(name, i + 1);
        if (next < 0) return lines[i].values();
        var values = new ArrayList<>(lines[i].values());
        for (; next >= 0; next = find(name, next + 1)) values.addAll(lines[next].values());
        return values;
    }

    /// Every line of this name in order.
    public List<Header> all(HeaderName name) {
        var found = new ArrayList<Header>(2);
        for (int i = find(name, 0); i >= 0; i = find(name, i + 1)) found.add(lines[i]);
        return found;
    }

    /// Begins a changed copy.
    public Editor edit() {
        return new Editor(this);
    }

    /// A changed copy in the making. Used by one method and thrown away; not thread-safe.
    public static final class Editor {
        private Header[] lines;
        private int size;

        private Editor(Headers from) {
            lines = Arrays.copyOf(from.lines, from.lines.length + 4);
            size = from.lines.length;
        }

        private int find(HeaderName name) {
            for (int i = 0; i < size; i++) {
                if (lines[i].name().equals(name)) return i;
            }
            return -1;
        }

        private void insert(int at, Header header) {
            if (size == lines.length) lines = Arrays.copyOf(lines, size * 2);
            System.arraycopy(lines, at, lines, at + 1, size - at);
            lines[at] = header;
            size++;
        }

        private void removeAt(int i) {
            System.arraycopy(lines, i + 1, lines, i, size - i - 1);
            size--;
        }

        /// Puts a line before all others.
        public Editor prepend(Header header) {
            insert(0, header);
            return this;
        }

        /// Puts a line after all others.
        public Editor append(Header header) {
            insert(size, header);
            return this;
        }

        /// Puts a line before the first of its name, or else below the Via lines at the top.
        public Editor prependToName(Header header) {
            int at = find(header.name());
            if (at < 0) {
                at = 0;
                while (at < size && lines[at].name() == HeaderName.VIA) at++;
            }
            insert(at, header);
            return this;
        }

        /// Replaces the first line of this name (or appends) and removes any others.
        public Editor set(HeaderName name, String value) {
            var i = find(name);
            if (i < 0) return append(Header.of(name, value));
            lines[i] = Header.of(name, value);
            for (int j = size - 1; j > i; j--) {
                if (lines[j].name().equals(name)) removeAt(j);
            }
            return this;
        }

        /// Removes every line of this name.
        public Editor remove(HeaderName name) {
            for (int i = size - 1; i >= 0; i--) {
                if (lines[i].name().equals(name)) removeAt(i);
            }
            return this;
        }

        /// Removes the first value of this name: its line, or its part of a line with several.
        public Editor removeFirstValue(HeaderName name) {
            var i = find(name);
            if (i < 0) return this;
            var rest = lines[i].withoutFirstValue();
            if (rest.isEmpty()) removeAt(i);
            else lines[i] = rest.getFirst();
            return this;
        }

        /// Replaces the first value of this name, and leaves the others of its line where they are;
        /// appends where there is none.
        public Editor replaceFirstValue(HeaderName name, String value) {
            var i = find(name);
            if (i < 0) return append(Header.of(name, value));
            var rest = lines[i].withoutFirstValue();
            lines[i] = Header.of(name, value);
            if (!rest.isEmpty()) insert(i + 1, rest.getFirst());
            return this;
        }

        public Headers build() {
            return new Headers(Arrays.copyOf(lines, size));
        }
    }

    @Override
    public String toString() {
        var out = new StringBuilder();
        for (var line : lines) out.append(line).append('\n');
        return out.toString();
    }
}
