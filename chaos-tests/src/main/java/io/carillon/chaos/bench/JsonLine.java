package io.carillon.chaos.bench;

import java.util.Locale;

/// One result as a JSON object in a line of its own, its members in the order they were put.
final class JsonLine {
    private final StringBuilder text = new StringBuilder();

    /// @param kind what the result is, its first member
    JsonLine(String kind) {
        text.append("{\"kind\":\"").append(kind).append('"');
    }

    JsonLine put(String name, String value) {
        member(name).append('"').append(value).append('"');
        return this;
    }

    JsonLine put(String name, long value) {
        member(name).append(value);
        return this;
    }

    /// A value that was not measured is `null`.
    JsonLine put(String name, double value) {
        member(name)
                .append(
                        Double.isFinite(value)
                                ? String.format(Locale.ROOT, "%.2f", value)
                                : "null");
        return this;
    }

    private StringBuilder member(String name) {
        return text.append(",\"").append(name).append("\":");
    }

    @Override
    public String toString() {
        return text + "}";
    }
}
