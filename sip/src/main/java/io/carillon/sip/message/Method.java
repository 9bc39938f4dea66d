package io.carillon.sip.message;

import java.util.Objects;

/// A request method: one of the known constants, or an extension kept as written.
///
/// Methods are case-sensitive tokens (RFC 3261 §7.1).
public final class Method {
    public static final Method INVITE = new Method("INVITE");
    public static final Method ACK = new Method("ACK");
    public static final Method BYE = new Method("BYE");
    public static final Method CANCEL = new Method("CANCEL");
    public static final Method REGISTER = new Method("REGISTER");
    public static final Method OPTIONS = new Method("OPTIONS");
    public static final Method MESSAGE = new Method("MESSAGE");
    public static final Method SUBSCRIBE = new Method("SUBSCRIBE");
    public static final Method NOTIFY = new Method("NOTIFY");
    public static final Method PUBLISH = new Method("PUBLISH");
    public static final Method INFO = new Method("INFO");
    public static final Method REFER = new Method("REFER");
    public static final Method UPDATE = new Method("UPDATE");
    public static final Method PRACK = new Method("PRACK");

    private static final Method[] KNOWN = {
        INVITE, ACK, BYE, CANCEL, REGISTER, OPTIONS, MESSAGE, SUBSCRIBE, NOTIFY, PUBLISH, INFO,
        REFER, UPDATE, PRACK
    };

    private final String name;

    private Method(String name) {
        this.name = name;
    }

    /// The method of this token; known ones are always the constant, so `==` works for them.
    public static Method of(String token) {
        for (var method : KNOWN) {
            if (method.name.equals(token)) return method;
        }
        return new Method(Objects.requireNonNull(token));
    }

    /// Whether this is one of the constants.
    public boolean isKnown() {
        return of(name) == this;
    }

    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof Method that && name.equals(that.name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    /// The token as it stands in the request line.
    @Override
    public String toString() {
        return name;
    }
}
