package io.carillon.node;

import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;

/// Turns SIGTERM and SIGINT into an orderly end with exit status 0; a second one ends at once.
///
/// The JVM's own answer to them is status 143, which supervisors read as a failure. Its class for
/// signals is reached by reflection, because the compiler warns of every use of it.
final class Signals {
    private static final int KILLED = 130;

    private Signals() {}

    /// Calls `stop` once, on a thread of the JVM, when the process is asked to end.
    static void onStop(Runnable stop) {
        var asked = new AtomicBoolean();
        Runnable handler =
                () -> {
                    if (asked.getAndSet(true)) Runtime.getRuntime().halt(KILLED);
                    stop.run();
                };
        try {
            handle("TERM", handler);
            handle("INT", handler);
        } catch (ReflectiveOperationException _) {
            // A JVM without that class: stop in a hook, and leave with the JVM's own status.
            Runtime.getRuntime().addShutdownHook(new Thread(stop, "stop"));
        }
    }

    private static void handle(String name, Runnable action) throws ReflectiveOperationException {
        var signal = Class.forName("sun.misc.Signal");
        var handler = Class.forName("sun.misc.SignalHandler");
        var proxy =
                Proxy.newProxyInstance(
                        handler.getClassLoader(),
                        new Class<?>[] {handler},
                        (self, method, arguments) ->
                                switch (method.getName()) {
                                    case "handle" -> {
                                        action.run();
                                        yield null;
                                    }
                                    case "equals" -> self == arguments[0];
                                    case "hashCode" -> System.identityHashCode(self);
                                    default -> "stop";
                                });
        signal.getMethod("handle", signal, handler)
                .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
    }
}
