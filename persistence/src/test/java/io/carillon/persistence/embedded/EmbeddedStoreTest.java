package io.carillon.persistence.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;

import io.carillon.persistence.JournalOverloadedException;
import io.carillon.persistence.JournalUnavailableException;
import io.carillon.persistence.WriteLatency;
import io.carillon.persistence.embedded.EmbeddedStore.Event;
import io.carillon.persistence.embedded.EmbeddedStore.Reach;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import scala.concurrent.Await;
import scala.concurrent.Future;
import scala.concurrent.duration.Duration;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/// Goal: what the store promises beyond Pekko's contract: memory reads, bounds, lock, directory.
///
/// Method: a real store in a temporary directory.
class EmbeddedStoreTest {

    @TempDir Path directory;
    private final WriteLatency latency = new WriteLatency();
    private EmbeddedStore store;

    @BeforeEach
    void open() {
        store = EmbeddedStore.open(settings(""), latency::record);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void newIdIsAnsweredFromMemory() throws Exception {
        await(store.append("aor|alice@example.com", List.of(event(1))));

        assertThat(store.highestSequenceNr("aor|bob@example.com", Reach.MEMORY)).contains(0L);
        assertThat(store.snapshot("aor|bob@example.com", _ -> true, Reach.MEMORY))
                .contains(Optional.empty());
    }

    @Test
    void newIdIsAnsweredFromMemoryAfterReopening() throws Exception {
        await(store.append("aor|alice@example.com", List.of(event(1))));
        store.close();
        open();

        assertThat(store.highestSequenceNr("aor|bob@example.com", Reach.MEMORY)).contains(0L);
        assertThat(store.highestSequenceNr("aor|alice@example.com", Reach.DISK)).contains(1L);
    }

    @Test
    void idsThatArePrefixesOfEachOtherKeepTheirEventsApart() throws Exception {
        await(store.append("a", List.of(event(1))));
        await(store.append("ab", List.of(event(1), event(2))));
        await(store.deleteEvents("a", Long.MAX_VALUE));

        assertThat(numbers("a")).isEmpty();
        assertThat(numbers("ab")).containsExactly(1L, 2L);
        assertThat(store.highestSequenceNr("a", Reach.DISK)).contains(1L);
    }

    @Test
    void idThatCannotBeAKeyIsRefused() {
        assertThatThrownBy(() -> store.append("a\0b", List.of(event(1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("NUL");
    }

    @Test
    void fullQueueRejectsAndStoresNothing() throws Exception {
        store.close();
        store = EmbeddedStore.open(settings("queue-entries = 2"), latency::record);
        var release = new CountDownLatch(1);
        var busy = store.commits().submit("x", 0, Mutation.blind(_ -> awaitQuietly(release)));
        var second = store.append("y", List.of(event(1)));
        var third = store.append("z", List.of(event(1)));
        release.countDown();

        assertThat(third.value().get().failed().get())
                .isInstanceOf(JournalOverloadedException.class)
                .hasMessageContaining("nothing was stored");
        await(busy);
        await(second);
        assertThat(store.highestSequenceNr("y", Reach.DISK)).contains(1L);
        assertThat(store.highestSequenceNr("z", Reach.DISK)).contains(0L);
        await(store.append("z", List.of(event(1))));
    }

    @Test
    void secondOwnerOfADirectoryIsToldWhatToDo() {
        assertThatThrownBy(() -> EmbeddedStore.open(settings(""), _ -> {}))
                .isInstanceOf(JournalUnavailableException.class)
                .hasMessageContaining(
                        "in use by another node (process " + ProcessHandle.current().pid())
                .hasMessageContaining("carillon.data-dir");
    }

    @Test
    void directoryThatCannotBeMadeIsToldWhatToDo() {
        var impossible =
                ConfigFactory.parseString(
                        "carillon.persistence.embedded.directory = \"/dev/null/journal\"");

        assertThatThrownBy(
                        () ->
                                EmbeddedStore.open(
                                        EmbeddedSettings.of(
                                                impossible.withFallback(ConfigFactory.load())),
                                        _ -> {}))
                .isInstanceOf(JournalUnavailableException.class)
                .hasMessageContaining("/dev/null/journal")
                .hasMessageContaining("carillon.data-dir");
    }

    @Test
    void closedStoreFailsReadsAndWrites() {
        store.close();

        assertThatThrownBy(() -> store.highestSequenceNr("a", Reach.DISK))
                .isInstanceOf(JournalUnavailableException.class);
        assertThat(store.append("a", List.of(event(1))).value().get().failed().get())
                .isInstanceOf(JournalUnavailableException.class);
    }

    @Test
    void idsArePagedInOrderWithinAPrefix() throws Exception {
        for (var id : List.of("aor|b", "aor|a", "aor|c", "presentity|a", "ao")) {
            await(store.append(id, List.of(event(1))));
        }
        var ids = new EmbeddedDirectory(store, Runnable::run);

        var first = ids.page("aor|", Optional.empty(), 2).toCompletableFuture().get();
        var second = ids.page("aor|", first.next(), 2).toCompletableFuture().get();

        assertThat(first.ids()).containsExactly("aor|a", "aor|b");
        assertThat(second.ids()).containsExactly("aor|c");
        assertThat(second.next()).isEmpty();
        assertThat(ids.page("x", Optional.empty(), 9).toCompletableFuture().get().ids()).isEmpty();
    }

    @Test
    void writesAreTimed() throws Exception {
        var writes = new ArrayList<Future<Void>>();
        IntStream.range(0, 50).forEach(i -> writes.add(store.append("id" + i, List.of(event(1)))));
        for (var write : writes) {
            await(write);
        }

        assertThat(latency.count()).isEqualTo(50);
        assertThat(latency.sumSeconds()).isPositive();
        assertThat(store.commits().healthy()).isTrue();
    }

    private List<Long> numbers(String id) {
        return store
                .events(id, 0, Long.MAX_VALUE, Long.MAX_VALUE, Reach.DISK)
                .orElseThrow()
                .stream()
                .map(Event::sequenceNr)
                .toList();
    }

    private EmbeddedSettings settings(String more) {
        var config =
                ConfigFactory.parseString("carillon.persistence.embedded { " + more + " }")
                        .withFallback(EmbeddedConfig.in(directory));
        return EmbeddedSettings.of(config);
    }

    private static Event event(long sequenceNr) {
        return new Event(sequenceNr, new byte[] {1, 2, 3});
    }

    private static <T> T await(Future<T> future) throws Exception {
        return Await.result(future, Duration.create(10, TimeUnit.SECONDS));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
