package io.carillon.node.views;

import io.carillon.persistence.EntityDirectory;
import io.carillon.persistence.PersistenceIds;
import io.carillon.sharding.location.AorCommand;
import io.carillon.sip.location.Aor;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Scheduler;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.japi.function.Function;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;

/// Asks AOR entities, one by name or all of a page of the directory.
///
/// A page wakes the entities on it, so pages are bounded by whoever asks. May be used on any
/// thread.
public final class AorQuestions {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ActorRef<AorCommand> aors;
    private final EntityDirectory directory;
    private final Scheduler scheduler;

    /// @param aors the shard region of AOR entities
    /// @param directory which of them there are
    public AorQuestions(ActorRef<AorCommand> aors, EntityDirectory directory, Scheduler scheduler) {
        this.aors = aors;
        this.directory = directory;
        this.scheduler = scheduler;
    }

    <R> CompletionStage<R> ask(Function<ActorRef<R>, AorCommand> question) {
        return AskPattern.ask(aors, question, PATIENCE, scheduler);
    }

    /// Asks every entity of a page; those with an empty answer are left out.
    ///
    /// @param after where the page before ended
    <A, P> CompletionStage<P> page(
            Optional<String> after,
            int limit,
            java.util.function.Function<Aor, CompletionStage<Optional<A>>> question,
            BiFunction<List<A>, Optional<String>, P> page) {
        return directory
                .page(PersistenceIds.AOR_PREFIX, after, limit)
                .thenCompose(
                        ids -> {
                            var answers = new ArrayList<CompletableFuture<Optional<A>>>();
                            for (var id : ids.ids()) {
                                PersistenceIds.aor(id)
                                        .ifPresent(
                                                aor ->
                                                        answers.add(
                                                                question.apply(aor)
                                                                        .toCompletableFuture()));
                            }
                            var all = answers.toArray(CompletableFuture<?>[]::new);
                            return CompletableFuture.allOf(all)
                                    .thenApply(
                                            _ ->
                                                    page.apply(
                                                            answers.stream()
                                                                    .flatMap(a -> a.join().stream())
                                                                    .toList(),
                                                            ids.next()));
                        });
    }
}
