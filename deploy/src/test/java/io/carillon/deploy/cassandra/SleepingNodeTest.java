package io.carillon.deploy.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.node.Main;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.FutureTask;

/// Goal: a node that falls asleep (SIGSTOP) while it reads and writes refuses nobody when it wakes,
/// although the time that it gives the database is over then.
///
/// Method: the database answers only after the node has woken, so that what was asked before the
/// sleep cannot be answered in its time.
@ExtendWith(RealCassandra.class)
@Timeout(120)
class SleepingNodeTest {
    @TempDir private Path folder;

    @Test
    void whatWasAskedBeforeASleepIsAskedAgain(RealCassandra.Database cassandra) throws Exception {
        Journals.createSchema(Journals.database(cassandra, "sleeping"));
        var sip = freeAddress();
        var node = start(cassandra, sip);
        try (var moving = new Telephone(sip, "moving");
                var stranger = new Telephone(sip, "stranger")) {
            awaitRegistered(moving);
            cassandra.node().freeze();
            try {
                var write = asked(() -> moving.register("sip:moving@127.0.0.1:9"));
                var read = asked(stranger::register);
                Thread.sleep(400);
                signal(node, "STOP");
                Thread.sleep(2_500);
                signal(node, "CONT");
                Thread.sleep(300);
                cassandra.node().thaw();
                assertThat(write.get()).hasValueSatisfying(SleepingNodeTest::isOk);
                assertThat(read.get()).hasValueSatisfying(SleepingNodeTest::isOk);
            } finally {
                cassandra.node().thaw();
            }
        } catch (AssertionError failure) {
            System.out.println(Files.readString(folder.resolve("node.log")));
            throw failure;
        } finally {
            node.destroyForcibly();
            node.waitFor();
        }
    }

    private static InetSocketAddress freeAddress() throws IOException {
        try (var free = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            return new InetSocketAddress(free.getLocalAddress(), free.getLocalPort());
        }
    }

    private Process start(RealCassandra.Database cassandra, InetSocketAddress sip)
            throws IOException {
        var settings =
                Map.of(
                        "journal", "cassandra",
                        "cassandra.contact-points", cassandra.address(),
                        "cassandra.keyspace", "sleeping",
                        "listen.udp", sip.getHostString() + ":" + sip.getPort(),
                        "listen.tcp", "",
                        "auth", "none",
                        "http.listen", "",
                        "rehearsal", "0 s",
                        "data-dir", folder.resolve("data").toString());
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(Main.class.getName(), "node"));
        settings.forEach((key, value) -> command.add("-Dcarillon." + key + "=" + value));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("node.log").toFile())
                .start();
    }

    /// Until the node has started, nobody answers.
    private static void awaitRegistered(Telephone telephone) throws IOException {
        for (int i = 0; i < 12; i++) {
            if (telephone.register().filter(answer -> answer.startsWith("SIP/2.0 200")).isPresent())
                return;
        }
        throw new AssertionError("the node did not start");
    }

    private interface Question {
        Optional<String> ask() throws IOException;
    }

    private static FutureTask<Optional<String>> asked(Question question) {
        var answer = new FutureTask<>(question::ask);
        Thread.ofVirtual().start(answer);
        return answer;
    }

    private static void signal(Process process, String name) throws Exception {
        var kill = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    private static void isOk(String answer) {
        assertThat(answer).startsWith("SIP/2.0 200");
    }
}
