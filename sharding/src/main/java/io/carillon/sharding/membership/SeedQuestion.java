package io.carillon.sharding.membership;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

import javax.net.ssl.SSLException;

/// Asks one node whether it is in a cluster, on a connection of its own.
final class SeedQuestion {
    private static final Duration CONNECT = Duration.ofMillis(700);
    private static final int ANSWER_MILLIS = 1_000;

    private final Peer self;
    private final byte[] key;
    private final HeartSecurity security;

    SeedQuestion(Peer self, byte[] key, HeartSecurity security) {
        this.self = self;
        this.key = key;
        this.security = security;
    }

    /// Takes three seconds at most, mostly milliseconds.
    ///
    /// @param standing whether its vote is wanted
    FormationAnswer ask(String seed, boolean standing) {
        try (var raw = new Socket()) {
            HeartSockets.connect(raw, self.address(), HeartAddress.of(seed), CONNECT);
            raw.setSoTimeout(ANSWER_MILLIS);
            var secured = security.connected(raw);
            var channel =
                    HeartChannel.call(
                            new BufferedInputStream(secured.getInputStream(), 1024),
                            secured.getOutputStream(),
                            key,
                            self.uid());
            channel.send(new HeartFrame.Question(self.address(), standing));
            return channel.receive() instanceof HeartFrame.Answer(var answer)
                    ? answer
                    : new FormationAnswer.Foreign("says what was not asked");
        } catch (HeartSockets.Refused _) {
            return new FormationAnswer.Absent();
        } catch (SocketTimeoutException _) {
            return new FormationAnswer.Silent("does not answer");
        } catch (IOException failure) {
            var why = String.valueOf(failure.getMessage());
            return isForeign(failure)
                    ? new FormationAnswer.Foreign(why)
                    : new FormationAnswer.Silent(why);
        }
    }

    /// Whether somebody has said something. Who accepts a connection for another and closes it says
    /// nothing.
    private static boolean isForeign(IOException failure) {
        return failure instanceof HeartChannel.Stranger
                || failure instanceof SSLException && !(failure.getCause() instanceof IOException);
    }
}
