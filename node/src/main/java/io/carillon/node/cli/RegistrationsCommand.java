package io.carillon.node.cli;

import com.fasterxml.jackson.databind.JsonNode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.io.PrintWriter;

/// `registrations`: who is registered, and where.
@Command(
        name = "registrations",
        description = "Who is registered with the cluster: address, contact, seconds left.",
        mixinStandardHelpOptions = true)
public final class RegistrationsCommand extends Asking {
    @Parameters(
            paramLabel = "USER@DOMAIN",
            arity = "0..1",
            description = "One address-of-record; all when it is not given.")
    private String aor;

    @Override
    void ask(NodeApi api, PrintWriter out) throws NodeApi.Refused {
        if (aor != null) {
            print(api.get("/api/registrations?aor=" + NodeApi.encoded(aor)), out);
            return;
        }
        for (var each : api.all("/api/registrations", "registrations")) print(each, out);
    }

    private static void print(JsonNode registered, PrintWriter out) {
        for (var contact : registered.path("contacts")) {
            out.println(
                    "%s  %s  %d s%s"
                            .formatted(
                                    registered.path("aor").asText(),
                                    contact.path("uri").asText(),
                                    contact.path("expires").asLong(),
                                    contact.has("via")
                                            ? "  by " + contact.path("via").asText()
                                            : ""));
        }
    }
}
