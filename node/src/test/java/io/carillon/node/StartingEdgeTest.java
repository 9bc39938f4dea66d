package io.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.sip.message.HeaderName;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;

/// An edge that has started and has no cluster yet.
class StartingEdgeTest {
    private static final String DOMAIN = "localhost";

    @TempDir Path folder;

    @Test
    @Timeout(120)
    void itSendsThoseAwayWhoHaveAnotherAndKeepsTheRest() throws Exception {
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            port = Math.min(free.getLocalPort(), 65_000);
        }
        try (var edge = new NodeProcess(folder, 2, 1, port, List.of("edge"));
                var phone = Phone.overUdp("ulla", edge.sip());
                var talking = Phone.overUdp("tess", edge.sip())) {
            var answer = phone.callUntilHeard("nobody", DOMAIN, "call-1");
            assertThat(answer.status()).as(edge.output()).isEqualTo(503);
            assertThat(answer.headers().value(HeaderName.RETRY_AFTER)).isPresent();
            assertThatThrownBy(() -> Phone.overTcp("tim", edge.sip()))
                    .isInstanceOf(ConnectException.class);

            talking.endUnknown("nobody", DOMAIN, "call-2");
            talking.waits(500);
            try (var core = new NodeProcess(folder, 1, 1, port, List.of("core"))) {
                while (!edge.isReady()) {
                    assertThat(core.process().isAlive()).as(core.output()).isTrue();
                    Thread.sleep(50);
                }
                assertThat(talking.answer("4").callId()).isEqualTo("call-2");
                phone.call("nobody", DOMAIN, "call-3");
                phone.answer("4");
                Phone.overTcp("tim", edge.sip()).close();
            }
        }
    }
}
