package io.carillon.node.views;

import io.carillon.sharding.EntityTypes;
import io.carillon.sharding.inquiry.Inquiry;
import io.carillon.sharding.inquiry.InquiryDesk;
import io.carillon.sharding.inquiry.InquiryReply;

import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.japi.function.Function;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Asks the core nodes of the cluster about themselves. May be used on any thread.
public final class CoreNodes {
    /// For one node that can be reached. One that cannot is not waited for.
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final Set<MemberStatus> HOLD_ENTITIES =
            Set.of(MemberStatus.up(), MemberStatus.weaklyUp(), MemberStatus.leaving());

    private final ActorSystem<?> system;

    public CoreNodes(ActorSystem<?> system) {
        this.system = system;
    }

    /// What one of them has answered, empty when it has not.
    record Answer(Address node, Optional<InquiryReply> reply) {}

    /// Asks all of them at a time; completes when all have answered or have had their time.
    CompletionStage<List<Answer>> askAll(Function<ActorRef<InquiryReply>, Inquiry> question) {
        var answers = new ArrayList<CompletableFuture<Answer>>();
        for (var member : members()) answers.add(ask(member, question).toCompletableFuture());
        return CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new))
                .thenApply(_ -> answers.stream().map(CompletableFuture::join).toList());
    }

    /// Asks one after the other until one answers; empty when none does.
    CompletionStage<Optional<InquiryReply>> askAny(
            Function<ActorRef<InquiryReply>, Inquiry> question) {
        return askFirst(members(), question);
    }

    private CompletionStage<Optional<InquiryReply>> askFirst(
            List<Member> members, Function<ActorRef<InquiryReply>, Inquiry> question) {
        if (members.isEmpty()) return CompletableFuture.completedFuture(Optional.empty());
        return ask(members.getFirst(), question)
                .thenCompose(
                        answer ->
                                answer.reply().isPresent()
                                        ? CompletableFuture.completedFuture(answer.reply())
                                        : askFirst(members.subList(1, members.size()), question));
    }

    private CompletionStage<Answer> ask(
            Member member, Function<ActorRef<InquiryReply>, Inquiry> question) {
        var node = member.address();
        if (Cluster.get(system).state().getUnreachable().contains(member)) {
            return CompletableFuture.completedFuture(new Answer(node, Optional.empty()));
        }
        return AskPattern.ask(InquiryDesk.of(system, node), question, PATIENCE, system.scheduler())
                .handle((reply, _) -> new Answer(node, Optional.ofNullable(reply)));
    }

    private List<Member> members() {
        var members = new ArrayList<Member>();
        for (var member : Cluster.get(system).state().getMembers()) {
            if (member.hasRole(EntityTypes.ROLE) && HOLD_ENTITIES.contains(member.status())) {
                members.add(member);
            }
        }
        return members;
    }
}
