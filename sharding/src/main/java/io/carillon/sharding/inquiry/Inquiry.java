package io.carillon.sharding.inquiry;

import org.apache.pekko.actor.typed.ActorRef;

import java.util.Optional;

/// What one core node is asked about itself, by another or by itself.
public sealed interface Inquiry {
    ActorRef<InquiryReply> replyTo();

    /// Which calls are accepted and not over? Answered by [InquiryReply.Calls].
    ///
    /// @param limit 1 to [InquiryReply#MOST]
    record ListCalls(int limit, ActorRef<InquiryReply> replyTo) implements Inquiry {}

    /// Which calls have this Call-ID? Answered by [InquiryReply.Calls], with one or none.
    record FindCall(String callId, ActorRef<InquiryReply> replyTo) implements Inquiry {}

    /// Which persistence ids does the journal know? Answered by [InquiryReply.Ids], or by
    /// [InquiryReply.NotRead] when it cannot be read.
    ///
    /// @param prefix that they start with
    /// @param after where the page before ended
    /// @param limit 1 to [InquiryReply#MOST]
    record ListIds(String prefix, Optional<String> after, int limit, ActorRef<InquiryReply> replyTo)
            implements Inquiry {}
}
