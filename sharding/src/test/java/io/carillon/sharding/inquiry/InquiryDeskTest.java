package io.carillon.sharding.inquiry;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.persistence.EntityDirectory;
import io.carillon.persistence.JournalUnavailableException;
import io.carillon.sharding.call.CallDirectory;
import io.carillon.sip.proxy.Dialog;

import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

/// Goal: a node says what it has, and never more than fits into a message between nodes.
class InquiryDeskTest {
    /// `maximum-frame-size` of the nodes.
    private static final int FRAME = 1 << 20;

    private static final ActorTestKit KIT = ActorTestKit.create("desk");

    private final CallDirectory calls = new CallDirectory();
    private final TestProbe<InquiryReply> operator = KIT.createTestProbe();
    private CompletionStage<EntityDirectory.Page> ids =
            CompletableFuture.completedFuture(
                    new EntityDirectory.Page(List.of("aor|a"), Optional.empty()));
    private final ActorRef<Inquiry> desk = KIT.spawn(InquiryDesk.create(calls, (_, _, _) -> ids));

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    private static Dialog dialog(String caller) {
        return new Dialog(caller, "sip:bob@example.com", "1", "2", 1_000, 2_000);
    }

    private InquiryReply.Calls list(int limit) {
        desk.tell(new Inquiry.ListCalls(limit, operator.ref()));
        return operator.expectMessageClass(InquiryReply.Calls.class);
    }

    private InquiryReply.Calls find(String callId) {
        desk.tell(new Inquiry.FindCall(callId, operator.ref()));
        return operator.expectMessageClass(InquiryReply.Calls.class);
    }

    private InquiryReply.Ids ids() {
        desk.tell(new Inquiry.ListIds("aor|", Optional.empty(), 1_000, operator.ref()));
        return operator.expectMessageClass(InquiryReply.Ids.class);
    }

    @Test
    void allCallsAreListedUpToTheLimit() {
        assertThat(list(10).calls()).isEmpty();
        for (int i = 0; i < 5; i++) calls.put("call-" + i, List.of(dialog("sip:a@example.com")));

        assertThat(list(5).calls()).hasSize(5);
        assertThat(list(5).more()).isFalse();
        assertThat(list(4).calls()).hasSize(4);
        assertThat(list(4).more()).isTrue();
    }

    @Test
    void aCallIsFoundByItsCallId() {
        calls.put("call-1", List.of(dialog("sip:alice@example.com")));

        assertThat(find("call-1").calls())
                .containsExactly(
                        new InquiryReply.Call("call-1", List.of(dialog("sip:alice@example.com"))));
        assertThat(find("call-2").calls()).isEmpty();
    }

    @Test
    void longNamesDoNotMakeAnAnswerThatIsTooLong() {
        var longName = "sip:" + "\u00e4".repeat(1_000) + "@example.com";
        for (int i = 0; i < 1_000; i++) calls.put("call-" + i, List.of(dialog(longName)));
        calls.put("forked", IntStream.range(0, 500).mapToObj(_ -> dialog(longName)).toList());

        assertThat(list(1_000).more()).isTrue();
        assertThat(list(1_000).toString().length()).isBetween(100_000, FRAME / 4);
        assertThat(find("forked").more()).isTrue();
        assertThat(find("forked").toString().length()).isBetween(100_000, FRAME / 4);
    }

    @Test
    void aPageThatIsTooLongEndsEarlierAndIsContinuedThere() {
        var all = IntStream.range(0, 1_000).mapToObj(i -> "aor|" + "x".repeat(996) + i).toList();
        ids = CompletableFuture.completedFuture(new EntityDirectory.Page(all, Optional.empty()));

        var page = ids().page();

        assertThat(page.ids())
                .hasSizeBetween(150, 200)
                .isEqualTo(all.subList(0, page.ids().size()));
        assertThat(page.next()).contains(page.ids().getLast());
    }

    @Test
    void aJournalThatCannotBeReadIsSaidSo() {
        ids = CompletableFuture.failedStage(new JournalUnavailableException("it is gone"));

        desk.tell(new Inquiry.ListIds("aor|", Optional.empty(), 10, operator.ref()));

        assertThat(operator.expectMessageClass(InquiryReply.NotRead.class).reason())
                .contains("it is gone");
    }
}
