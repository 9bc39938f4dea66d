package io.carillon.chaos.ua;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Something that may happen to a call once, and that a test either waits for or must not see.
final class Happening {
    private final String name;
    private final CountDownLatch happened = new CountDownLatch(1);
    private volatile boolean awaited;

    Happening(String name) {
        this.name = name;
    }

    void happen() {
        happened.countDown();
    }

    boolean hasHappened() {
        return happened.getCount() == 0;
    }

    void await(Duration atMost) {
        awaited = true;
        try {
            if (!happened.await(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("no " + name + " in " + atMost.toMillis() + " ms");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", interrupted);
        }
    }

    /// Its name, when it has happened and nobody waited for it.
    Optional<String> unexpected() {
        return hasHappened() && !awaited ? Optional.of(name) : Optional.empty();
    }
}
