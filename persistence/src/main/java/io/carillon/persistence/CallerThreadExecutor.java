package io.carillon.persistence;

import com.typesafe.config.Config;

import org.apache.pekko.dispatch.DispatcherPrerequisites;
import org.apache.pekko.dispatch.ExecutorServiceConfigurator;
import org.apache.pekko.dispatch.ExecutorServiceFactory;

import scala.concurrent.ExecutionContext;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/// A dispatcher's executor that runs each task on the thread that hands it in.
///
/// With it the two actors of a journal's plugin are no thread hop: an entity's persist is handed on
/// by the entity's own thread, and the thread that learns of the end sends the acknowledgement. The
/// mailbox still lets only one thread at a time run the actor; a second one
/// leaves its message to the first. So nothing in these actors may block.
public final class CallerThreadExecutor extends ExecutorServiceConfigurator {

    /// The same for futures.
    public static final ExecutionContext CONTEXT = ExecutionContext.parasitic$.MODULE$;

    public CallerThreadExecutor(Config config, DispatcherPrerequisites prerequisites) {
        super(config, prerequisites);
    }

    @Override
    public ExecutorServiceFactory createExecutorServiceFactory(String id, ThreadFactory threads) {
        return Executor::new;
    }

    private static final class Executor extends AbstractExecutorService {

        private volatile boolean down;

        @Override
        public void execute(Runnable task) {
            task.run();
        }

        @Override
        public void shutdown() {
            down = true;
        }

        @Override
        public List<Runnable> shutdownNow() {
            down = true;
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return down;
        }

        @Override
        public boolean isTerminated() {
            return down;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return down;
        }
    }
}
