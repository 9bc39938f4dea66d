package io.carillon.node;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A node of a cluster as a process of its own, of the classes under test.
final class NodeProcess implements AutoCloseable {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();

    private final String host;
    private final int port;
    private final Path log;
    private final Process process;

    /// @param number of this node, from 1 to the number of seeds
    /// @param port of the cluster; those 100, 200, 300 and 400 above it are used too
    NodeProcess(Path folder, int number, int seeds, int port) throws IOException {
        this(folder, number, seeds, port, List.of("core", "edge"));
    }

    NodeProcess(Path folder, int number, int seeds, int port, List<String> roles)
            throws IOException {
        this.host = host(number);
        this.port = port;
        log = folder.resolve(number + ".log");
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(Main.class.getName(), "node"));
        set(command, "rehearsal", "0 s");
        set(command, "data-dir", folder.resolve("data-" + number).toString());
        set(command, "secret", "the tests' own secret");
        set(command, "cluster.listen", host + ":" + port);
        for (int i = 1; i <= seeds; i++) {
            set(command, "cluster.seeds." + (i - 1), host(i) + ":" + port);
        }
        for (int i = 0; i < roles.size(); i++) set(command, "roles." + i, roles.get(i));
        set(command, "listen.udp", host + ":" + (port + 300));
        set(command, "listen.tcp", host + ":" + (port + 300));
        set(command, "http.listen", host + ":" + (port + 400));
        process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
    }

    private static void set(List<String> command, String key, String value) {
        command.add("-Dcarillon." + key + "=" + value);
    }

    private static String host(int number) {
        return "127.0.7." + number;
    }

    /// Where it speaks SIP, over UDP and TCP.
    InetSocketAddress sip() {
        return new InetSocketAddress(host, port + 300);
    }

    Process process() {
        return process;
    }

    String output() throws IOException {
        return Files.readString(log);
    }

    /// The answer to a GET; empty when there is none.
    String get(String path) {
        var request =
                HttpRequest.newBuilder(URI.create("http://" + host + ":" + (port + 400) + path))
                        .timeout(Duration.ofSeconds(2))
                        .build();
        try {
            return CLIENT.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException _) {
            return "";
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// How many members it sees that are up and heard.
    int members() {
        return get("/api/cluster").split("\"status\":\"Up\"", -1).length - 1;
    }

    boolean isReady() {
        return get("/health/ready").startsWith("{\"status\":\"up\"");
    }

    /// Sends a signal by name.
    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
