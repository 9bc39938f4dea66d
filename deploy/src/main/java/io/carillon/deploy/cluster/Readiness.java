package io.carillon.deploy.cluster;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/// Asks a member from outside whether it serves: a node by HTTP, a database by a connection.
final class Readiness implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /// What a member answers.
    enum Answer {
        READY,
        UNREADY,
        NONE
    }

    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(PATIENCE)
                    .build();

    Answer of(Member member) throws InterruptedException {
        return member.name().isNode() ? ofNode(member) : ofDatabase(member);
    }

    private Answer ofNode(Member member) throws InterruptedException {
        var uri = member.http().orElseThrow().resolve("/health/ready");
        try {
            var answer =
                    client.send(
                            HttpRequest.newBuilder(uri).timeout(PATIENCE).build(),
                            HttpResponse.BodyHandlers.discarding());
            return answer.statusCode() == 200 ? Answer.READY : Answer.UNREADY;
        } catch (IOException _) {
            return Answer.NONE;
        }
    }

    private static Answer ofDatabase(Member member) {
        try (var socket = new Socket()) {
            socket.connect(member.cluster(), (int) PATIENCE.toMillis());
            return Answer.READY;
        } catch (IOException _) {
            return Answer.NONE;
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
