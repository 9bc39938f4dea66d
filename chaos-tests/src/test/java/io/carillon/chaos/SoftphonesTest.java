package io.carillon.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.chaos.baresip.Baresip;
import io.carillon.chaos.process.Tool;
import io.carillon.chaos.server.ServerUnderTest;
import io.carillon.chaos.ua.UserAgent;
import io.carillon.sip.message.HeaderName;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;

/// Two softphones that others wrote register with their passwords, talk, and find everything in its
/// place after a crash of the server.
class SoftphonesTest {
    private static final Duration SOON = Duration.ofSeconds(8);
    private static final Duration TALK = Duration.ofSeconds(3);
    private static final String DOMAIN = ServerUnderTest.DOMAIN;
    private static final String SECRET = "open sesame 7";

    @Test
    void theyRegisterTalkAndSurviveACrash() throws IOException, InterruptedException {
        Needs.tool(Tool.BARESIP);
        var server = ServerUnderTest.named("softphones");
        var accounts = server.directory().resolve("accounts.csv");
        Files.writeString(
                accounts,
                "alice,%1$s,secret\nbob,%1$s,secret\ncarol,%1$s,secret\n".formatted(DOMAIN));
        server.set("carillon.accounts-file", accounts.toString());
        try (server) {
            server.start();
            try (var alice = phone(server, "alice", "secret", "udp");
                    var bob = phone(server, "bob", "secret", "tcp")) {
                alice.awaitRegistered(SOON);
                bob.awaitRegistered(SOON);
                talk(alice, bob);

                server.kill();
                Files.delete(accounts); // accounts must be in the journal, not in the file
                server.set("carillon.accounts-file", "");
                server.start();

                assertThat(contactsOf(server, "alice")).isEqualTo(1);
                assertThat(contactsOf(server, "bob")).isEqualTo(1);
                talk(bob, alice);
            }
        }
    }

    private static void talk(Baresip caller, Baresip callee) throws InterruptedException {
        caller.command("dial", "sip:%s@%s".formatted(callee.user(), DOMAIN));
        caller.await("CALL_ESTABLISHED", SOON);
        callee.await("CALL_ESTABLISHED", SOON);
        Thread.sleep(TALK);
        caller.command("hangup", "");
        callee.await("CALL_CLOSED", SOON);
    }

    private static Baresip phone(
            ServerUnderTest server, String user, String password, String transport) {
        var address = "127.0.0.1:" + server.sip().getPort();
        return Baresip.start(
                server.directory().resolve(user),
                new Baresip.Account(user, DOMAIN, password, address, transport));
    }

    /// Asked for as another telephone of the same user would: with the password, without a Contact.
    private static int contactsOf(ServerUnderTest server, String user) {
        try (var asking = UserAgent.withPassword(server.sip(), user, DOMAIN, "secret")) {
            var answer = asking.registrations();
            assertThat(answer.status()).as("%s", answer).isEqualTo(200);
            return answer.headers().values(HeaderName.CONTACT).size();
        }
    }

    @Test
    void aWrongPasswordIsRefusedAndNothingFollows() throws IOException, InterruptedException {
        var server = ServerUnderTest.named("passwords");
        var accounts = server.directory().resolve("accounts.csv");
        Files.writeString(accounts, "carol,%s,%s%n".formatted(DOMAIN, SECRET));
        server.set("carillon.accounts-file", accounts.toString());
        try (server) {
            server.start();
            try (var wrong = UserAgent.withPassword(server.sip(), "carol", DOMAIN, "guess");
                    var right = UserAgent.withPassword(server.sip(), "carol", DOMAIN, SECRET)) {
                assertThat(wrong.register(600).status()).isEqualTo(401);
                Thread.sleep(2000);
                assertThat(wrong.unexpected()).isEmpty();
                assertThat(wrong.repetitions()).isZero();
                var answer = right.registrations();
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.headers().has(HeaderName.CONTACT)).isFalse();
            }
            if (Tool.BARESIP.path().isPresent()) {
                try (var carol = phone(server, "carol", "guess", "udp")) {
                    carol.awaitPrinted("401 Unauthorized", SOON);
                }
            }
        }
    }
}
