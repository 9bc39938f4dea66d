package io.carillon.persistence;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/// Lists the persistence ids that a journal knows, page by page.
///
/// Meant for operations (who is registered, sweeps after a restore), never for the path of a
/// message. It does not wake entities and does not say whether an id still has state: an id whose
/// events are all deleted stays listed, because its highest sequence number has to survive.
/// Implementations are safe to call from any thread and do their reading on a thread of their own.
public interface EntityDirectory {

    /// Upper bound of `limit`.
    int MAX_PAGE = 10_000;

    /// The ids that start with `prefix` and come strictly after `after`, at most `limit` of them (1
    /// to [#MAX_PAGE]). Ids come in one fixed order of the store, each once; ids that are added or
    /// removed while paging may or may not appear. Fails with [JournalUnavailableException] when
    /// the store cannot be read.
    CompletionStage<Page> page(String prefix, Optional<String> after, int limit);

    /// One page; `next` is the `after` of the following page, empty at the end.
    record Page(List<String> ids, Optional<String> next) {
        public Page {
            ids = List.copyOf(ids);
        }
    }
}
