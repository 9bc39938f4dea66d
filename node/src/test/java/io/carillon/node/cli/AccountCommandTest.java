package io.carillon.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import picocli.CommandLine;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// What the account commands ask a node, and what they say of its answers.
class AccountCommandTest {
    private final List<String> asked = new ArrayList<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private HttpServer node;
    private int status = 200;
    private String answer = "{}";

    @BeforeEach
    void start() throws IOException {
        node = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        node.createContext(
                "/",
                exchange -> {
                    var body = exchange.getRequestBody().readAllBytes();
                    asked.add(
                            exchange.getRequestMethod()
                                    + " "
                                    + exchange.getRequestURI()
                                    + " "
                                    + new String(body, StandardCharsets.UTF_8));
                    var bytes = answer.getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(status, bytes.length);
                    exchange.getResponseBody().write(bytes);
                    exchange.close();
                });
        node.start();
    }

    @AfterEach
    void stop() {
        node.stop(0);
    }

    private int run(String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--http", "127.0.0.1:" + node.getAddress().getPort()));
        return new CommandLine(new AccountCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all.toArray(String[]::new));
    }

    @Test
    void addSendsAddressAndPassword() {
        assertThat(run("add", "carol@example.com", "pw")).isZero();
        assertThat(asked)
                .containsExactly(
                        "POST /api/accounts {\"aor\":\"carol@example.com\","
                                + "\"password\":\"pw\",\"replace\":false}");
        assertThat(out.toString()).isEqualToIgnoringNewLines("added carol@example.com");
    }

    @Test
    void passwordReplaces() {
        assertThat(run("password", "carol@example.com", "pw")).isZero();
        assertThat(asked.getFirst()).contains("\"replace\":true");
    }

    @Test
    void removeEncodesTheAddress() {
        assertThat(run("remove", "a+b@example.com")).isZero();
        assertThat(asked.getFirst()).startsWith("DELETE /api/accounts?aor=a%2Bb%40example.com");
    }

    @Test
    void listPrintsOneALine() {
        answer = "{\"accounts\":[\"a@x\",\"b@x\"]}";
        assertThat(run("list")).isZero();
        assertThat(out.toString().lines()).containsExactly("a@x", "b@x");
    }

    @Test
    void aProblemIsItsDetailInOneLine() {
        status = 409;
        answer = "{\"title\":\"Conflict\",\"detail\":\"carol@x has an account already\"}";
        assertThat(run("add", "carol@x", "pw")).isEqualTo(1);
        assertThat(err.toString())
                .isEqualToIgnoringNewLines("carillon: carol@x has an account already");
    }

    @Test
    void aMissingTokenIsExplained() {
        status = 401;
        assertThat(run("list")).isEqualTo(1);
        assertThat(err.toString()).contains("--token");
    }
}
