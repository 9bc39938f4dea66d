package io.carillon.node.cli;

import picocli.CommandLine.Command;

import java.io.PrintWriter;

/// `calls`: the calls being handled.
@Command(
        name = "calls",
        description = "The calls of a running node, up to 1,000: who calls whom, since when.",
        mixinStandardHelpOptions = true)
public final class CallsCommand extends Asking {
    @Override
    void ask(NodeApi api, PrintWriter out) throws NodeApi.Refused {
        for (var call : api.get("/api/calls?limit=1000").path("calls")) {
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
    }
}
