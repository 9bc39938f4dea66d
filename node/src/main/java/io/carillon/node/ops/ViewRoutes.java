package io.carillon.node.ops;

import io.carillon.sharding.inquiry.InquiryReply;
import io.carillon.sharding.location.BindingsReply;
import io.carillon.sip.location.Aor;
import io.carillon.sip.location.Binding;
import io.carillon.sip.proxy.Dialog;
import io.carillon.sip.transport.Flow;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;

/// What can only be looked at: registrations, calls, nodes and shards.
final class ViewRoutes {
    private final Operations operations;

    ViewRoutes(Operations operations) {
        this.operations = operations;
    }

    /// @param expires seconds left
    /// @param via the connection or address pair that it is reached by
    private record Contact(
            String uri,
            double q,
            long expires,
            String instance,
            Integer regId,
            List<String> path,
            String via,
            String userAgent,
            String updated) {
        static Contact of(Binding binding, long nowMillis) {
            var contact = binding.contact();
            return new Contact(
                    contact.uri(),
                    contact.q() / 1000.0,
                    binding.expiresSeconds(nowMillis),
                    absentIfEmpty(contact.instance()),
                    contact.regId() == 0 ? null : contact.regId(),
                    binding.path().isEmpty() ? null : binding.path(),
                    binding.flow().map(Contact::text).orElse(null),
                    absentIfEmpty(binding.userAgent()),
                    Instant.ofEpochMilli(binding.updatedAt()).toString());
        }

        private static String text(Flow flow) {
            var host = flow.remoteHost();
            return flow.transport().parameter()
                    + ":"
                    + (host.indexOf(':') < 0 ? host : "[" + host + "]")
                    + ":"
                    + flow.remotePort();
        }

        private static String absentIfEmpty(String text) {
            return text.isEmpty() ? null : text;
        }
    }

    private record Registered(String aor, List<Contact> contacts) {
        static Registered of(BindingsReply reply) {
            return new Registered(
                    reply.aor().toString(),
                    reply.bindings().stream()
                            .map(each -> Contact.of(each, reply.atMillis()))
                            .toList());
        }
    }

    private record RegisteredPage(List<Registered> registrations, String next) {}

    CompletionStage<HttpAnswer> registrations(HttpCall call) {
        var text = call.parameter("aor");
        if (text.isPresent()) {
            var aor = Aor.parse(text.get());
            if (aor.isEmpty()) {
                return HttpRoutes.done(
                        HttpAnswer.problem(400, "Bad request", "aor must be user@domain"));
            }
            return operations
                    .registrations()
                    .of(aor.get())
                    .thenApply(reply -> HttpAnswer.json(200, Registered.of(reply)));
        }
        var paging = Paging.of(call);
        if (paging.isEmpty()) return HttpRoutes.done(Paging.badLimit());
        return operations
                .registrations()
                .list(paging.get().after(), paging.get().limit())
                .thenApply(
                        page ->
                                HttpAnswer.json(
                                        200,
                                        new RegisteredPage(
                                                page.registered().stream()
                                                        .map(Registered::of)
                                                        .toList(),
                                                page.next().orElse(null))));
    }

    private record Leg(
            String caller, String callee, String callerTag, String calleeTag, String started) {
        static Leg of(Dialog dialog) {
            return new Leg(
                    dialog.caller(),
                    dialog.callee(),
                    dialog.callerTag(),
                    dialog.calleeTag(),
                    Instant.ofEpochMilli(dialog.startedAt()).toString());
        }
    }

    private record Call(String callId, List<Leg> dialogs) {
        static Call of(InquiryReply.Call call) {
            return new Call(call.callId(), call.dialogs().stream().map(Leg::of).toList());
        }
    }

    /// @param more whether there are others than these
    /// @param unanswered nodes whose calls are missing
    private record CallList(List<Call> calls, boolean more, List<String> unanswered) {
        static CallList of(Calls.Found found) {
            return new CallList(
                    found.calls().stream().map(Call::of).toList(),
                    found.more(),
                    found.unanswered());
        }
    }

    CompletionStage<HttpAnswer> calls(HttpCall call) {
        var paging = Paging.of(call);
        if (paging.isEmpty()) return HttpRoutes.done(Paging.badLimit());
        return operations
                .calls()
                .list(paging.get().limit())
                .thenApply(found -> HttpAnswer.json(200, CallList.of(found)));
    }

    CompletionStage<HttpAnswer> call(String callId) {
        return operations.calls().of(callId).thenApply(ViewRoutes::call);
    }

    private static HttpAnswer call(Calls.Found found) {
        if (!found.calls().isEmpty()) {
            return HttpAnswer.json(200, Call.of(found.calls().getFirst()));
        }
        if (found.unanswered().isEmpty()) {
            return HttpAnswer.problem(404, "Not found", "no call with this Call-ID");
        }
        var silent = String.join(", ", found.unanswered());
        return HttpAnswer.problem(503, "Not known", "its node may be one without answer: " + silent)
                .with("Retry-After", "5");
    }

    CompletionStage<HttpAnswer> cluster() {
        return operations.cluster().cluster().thenApply(view -> HttpAnswer.json(200, view));
    }

    private record ShardList(List<ClusterView.Shards> types) {}

    CompletionStage<HttpAnswer> shards() {
        return operations
                .cluster()
                .shards()
                .thenApply(types -> HttpAnswer.json(200, new ShardList(types)));
    }
}
