package io.carillon.node.cli;

import picocli.CommandLine.Command;

import java.io.PrintWriter;
import java.util.StringJoiner;

/// `calls`: the calls being handled.
@Command(
        name = "calls",
        description = "The calls of the cluster, up to 1,000: who calls whom, since when.",
        mixinStandardHelpOptions = true)
public final class CallsCommand extends Asking {
    @Override
    void ask(NodeApi api, PrintWriter out) throws NodeApi.Refused {
        var found = api.get("/api/calls?limit=1000");
        for (var call : found.path("calls")) {
            for (var dialog : call.path("dialogs")) {
                out.println(
                        "%s -> %s  since %s  %s"
                                .formatted(
                                        dialog.path("caller").asText(),
                                        dialog.path("callee").asText(),
                                        dialog.path("started").asText(),
                                        call.path("call-id").asText()));
            }
        }
        if (found.path("more").asBoolean()) out.println("... and others");
        var silent = new StringJoiner(", ");
        for (var node : found.path("unanswered")) silent.add(node.asText());
        if (silent.length() > 0) {
            throw new NodeApi.Refused("no answer, so their calls are missing: " + silent);
        }
    }
}
