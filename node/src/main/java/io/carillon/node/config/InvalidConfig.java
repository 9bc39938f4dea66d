package io.carillon.node.config;

/// A setting that cannot be used. The message is one line: the key, the value, what is allowed.
public final class InvalidConfig extends Exception {
    private static final long serialVersionUID = 1;

    InvalidConfig(String key, String value, String allowed) {
        this(key + " = " + (value.isEmpty() ? "\"\"" : value) + ": " + allowed);
    }

    InvalidConfig(String line) {
        super(line.replaceAll("\\s*\\R\\s*", " "));
    }
}
