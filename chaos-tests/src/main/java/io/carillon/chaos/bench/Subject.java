package io.carillon.chaos.bench;

import io.carillon.chaos.process.ProcessCosts;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;

/// A running server that is measured: where it listens and which processes it is made of.
sealed interface Subject extends AutoCloseable
        permits Subject.Given, CarillonSubject, ClusterSubject, KamailioSubject {

    /// What the tables call it.
    String name();

    /// Where it takes SIP, all in loopback: at least one address.
    List<InetSocketAddress> sip();

    /// The processes whose cost counts, with all below them.
    List<Long> roots();

    /// What its nodes have told each other so far.
    default LinkCount links() {
        return LinkCount.NONE;
    }

    @Override
    void close();

    default boolean isAlive() {
        return !ProcessCosts.tree(roots()).isEmpty();
    }

    /// Octets of live objects after a full collection; empty for what is no JVM of ours.
    default OptionalLong liveHeapBytes() {
        var total = 0L;
        for (var pid : roots()) {
            var heap = LiveHeap.of(pid);
            if (heap.isEmpty()) {
                return heap;
            }
            total += heap.getAsLong();
        }
        return OptionalLong.of(total);
    }

    /// A server that somebody else has started and will end.
    record Given(String name, List<InetSocketAddress> sip, List<Long> roots) implements Subject {
        /// Listens on this port of 127.0.0.1.
        static Given at(int port, List<Long> roots) {
            var sip = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
            return new Given("given", List.of(sip), roots);
        }

        @Override
        public void close() {
            // not ours
        }
    }

    /// Asks a JVM, by way of `jcmd`, to collect all its garbage and count what is left.
    final class LiveHeap {
        private LiveHeap() {}

        static OptionalLong of(long pid) {
            try {
                var process =
                        new ProcessBuilder(
                                        System.getProperty("java.home") + "/bin/jcmd",
                                        Long.toString(pid),
                                        "GC.class_histogram")
                                .redirectErrorStream(true)
                                .start();
                var text =
                        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                return text.lines()
                        .filter(line -> line.startsWith("Total"))
                        .mapToLong(line -> Long.parseLong(line.strip().split(" +", -1)[2]))
                        .findFirst();
            } catch (IOException noJcmd) {
                return OptionalLong.empty();
            }
        }
    }
}
