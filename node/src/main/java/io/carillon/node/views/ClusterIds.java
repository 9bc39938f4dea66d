package io.carillon.node.views;

import io.carillon.persistence.EntityDirectory;
import io.carillon.persistence.JournalUnavailableException;
import io.carillon.sharding.inquiry.Inquiry;
import io.carillon.sharding.inquiry.InquiryReply;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/// What the journal knows, for a node that has none: asked from one that has.
public final class ClusterIds implements EntityDirectory {
    private final CoreNodes nodes;

    public ClusterIds(CoreNodes nodes) {
        this.nodes = nodes;
    }

    @Override
    public CompletionStage<Page> page(String prefix, Optional<String> after, int limit) {
        int most = Math.min(limit, InquiryReply.MOST);
        return nodes.askAny(replyTo -> new Inquiry.ListIds(prefix, after, most, replyTo))
                .thenApply(ClusterIds::page);
    }

    private static Page page(Optional<InquiryReply> reply) {
        return switch (reply.orElse(null)) {
            case InquiryReply.Ids(var page) -> page;
            case InquiryReply.NotRead(var reason) -> throw new JournalUnavailableException(reason);
            case null, default ->
                    throw new JournalUnavailableException(
                            "no core node answers: see /api/cluster for who is there");
        };
    }
}
