package io.carillon.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.chaos.process.FreePorts;
import io.carillon.chaos.process.Tool;
import io.carillon.chaos.server.Checkout;
import io.carillon.chaos.server.ServerUnderTest;
import io.carillon.chaos.sipp.Counters;
import io.carillon.chaos.sipp.LoadSetting;
import io.carillon.chaos.sipp.Registrations;
import io.carillon.chaos.sipp.Scenario;
import io.carillon.chaos.sipp.Sipp;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.concurrent.TimeUnit;

/// Thousands of users register, then thousands of calls of seven messages go to them: none fails,
/// and neither SIPp sees a message that its scenario has no place for.
///
/// 2,000 of each; 10,000 at full size.
class CallsUnderLoadTest {
    private static final int REGISTERS_PER_SECOND = 500;
    private static final int CALLS_PER_SECOND = 300;
    private static final int USERS = Needs.fullSize() ? 10_000 : 2000;

    private static ServerUnderTest server;

    @BeforeAll
    static void startServer() {
        Needs.tool(Tool.SIPP);
        server = ServerUnderTest.named("calls").open().start();
    }

    @AfterAll
    static void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp"})
    @Timeout(value = 4, unit = TimeUnit.MINUTES)
    void everyUserRegistersAndEveryCallSucceeds(String transport) {
        var setting =
                new LoadSetting(
                        Checkout.newDirectory("calls-" + transport),
                        server.sip(),
                        FreePorts.next(),
                        FreePorts.next(),
                        ServerUnderTest.DOMAIN,
                        transport.equals("tcp"),
                        transport,
                        USERS,
                        LoadSetting.Share.ALL);
        setting.prepare();

        try (var caller = new Registrations(setting).pass(false, USERS, REGISTERS_PER_SECOND)) {
            var counted = caller.await();
            assertThat(counted.succeeded()).as("%s %s", counted, caller.errors()).isEqualTo(USERS);
            assertNothingUnexpected(counted);
        }

        try (var callee = Sipp.callee(setting, Scenario.CALL);
                var caller =
                        Sipp.caller(
                                setting,
                                Scenario.CALL,
                                USERS,
                                CALLS_PER_SECOND,
                                List.of("-d 100"))) {
            var counted = caller.await();
            var answered = callee.finish();
            assertThat(counted.succeeded()).as("%s %s", counted, caller.errors()).isEqualTo(USERS);
            assertThat(answered.succeeded())
                    .as("%s %s", answered, callee.errors())
                    .isEqualTo(USERS);
            assertNothingUnexpected(counted);
            assertNothingUnexpected(answered);
        }
        assertThat(server.isAlive()).isTrue();
    }

    /// On a machine too busy to answer within half a second, SIPp sends again, and takes the second
    /// answer for a stray: so many are allowed, and none where nothing was sent again.
    private static void assertNothingUnexpected(Counters counted) {
        assertThat(counted.failed() + counted.unexpected()).as("%s", counted).isZero();
        assertThat(counted.stray())
                .as("%s", counted)
                .isLessThanOrEqualTo(counted.retransmissions());
    }
}
