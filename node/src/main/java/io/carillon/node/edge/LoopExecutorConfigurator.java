package io.carillon.node.edge;

import com.typesafe.config.Config;

import org.apache.pekko.dispatch.DispatcherPrerequisites;
import org.apache.pekko.dispatch.ExecutorServiceConfigurator;
import org.apache.pekko.dispatch.ExecutorServiceFactory;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/// Lets actors run on the event loops: a Pekko dispatcher whose threads are those of [Loops].
///
/// An actor that is told something on a loop runs on that loop in the same round, so a message goes
/// from its socket through the entity and out without waking another thread. Which loops: those
/// that were started under the dispatcher's `loops` name, before the actor system.
public final class LoopExecutorConfigurator extends ExecutorServiceConfigurator {
    private final String loops;

    public LoopExecutorConfigurator(Config config, DispatcherPrerequisites prerequisites) {
        super(config, prerequisites);
        this.loops = config.getString("loops");
    }

    @Override
    public ExecutorServiceFactory createExecutorServiceFactory(String id, ThreadFactory threads) {
        return () -> new LoopExecutor(Loops.named(loops));
    }

    /// Pekko shuts an idle dispatcher down and makes it anew; the loops live on, so that means
    /// nothing here.
    private static final class LoopExecutor extends AbstractExecutorService {
        private final Loops loops;

        LoopExecutor(Loops loops) {
            this.loops = loops;
        }

        @Override
        public void execute(Runnable task) {
            loops.execute(task);
        }

        @Override
        public void shutdown() {}

        @Override
        public List<Runnable> shutdownNow() {
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return false;
        }

        @Override
        public boolean isTerminated() {
            return false;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return true;
        }
    }
}
