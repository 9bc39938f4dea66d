package io.carillon.node.ops;

/// Builds the text that Prometheus reads. Label values are ours and need no escaping.
final class PrometheusText {
    private final StringBuilder out = new StringBuilder(8192);

    void type(String name, String type, String help) {
        out.append("# HELP ").append(name).append(' ').append(help).append('\n');
        out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    void gauge(String name, String help, long value) {
        type(name, "gauge", help);
        value(name, "", value);
    }

    void unlessZero(String name, String labels, long value) {
        if (value != 0) value(name, labels, value);
    }

    void value(String name, String labels, long value) {
        head(name, labels).append(value).append('\n');
    }

    void value(String name, String labels, double value) {
        head(name, labels).append(value).append('\n');
    }

    private StringBuilder head(String name, String labels) {
        out.append(name);
        if (!labels.isEmpty()) out.append('{').append(labels).append('}');
        return out.append(' ');
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
