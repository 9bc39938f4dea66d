package io.carillon.node.rehearsal;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/// Tells when the just-in-time compiler has done most of its work, or the time is over.
///
/// Asked often by one thread; looks at the compiler once in a while.
final class CompilerQuiet {
    private static final long LOOK_NANOS = 500_000_000;

    /// Compilers are quiet when they have used less than this share of one processor.
    private static final double QUIET = 0.15;

    private final CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
    private final long latest;
    private long lookedAt = System.nanoTime();
    private long compiledMillis;
    private int quietLooks;

    CompilerQuiet(Duration longest) {
        latest = lookedAt + longest.toNanos();
        compiledMillis = total();
    }

    private long total() {
        boolean known = compiler != null && compiler.isCompilationTimeMonitoringSupported();
        return known ? compiler.getTotalCompilationTime() : 0;
    }

    boolean isEnough() {
        long now = System.nanoTime();
        if (now - latest >= 0) return true;
        if (now - lookedAt < LOOK_NANOS) return false;
        long compiled = total();
        double share = (compiled - compiledMillis) * 1e6 / (now - lookedAt);
        lookedAt = now;
        compiledMillis = compiled;
        quietLooks = share < QUIET ? quietLooks + 1 : 0;
        return quietLooks >= 2;
    }
}
