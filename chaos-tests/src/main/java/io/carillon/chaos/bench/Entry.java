package io.carillon.chaos.bench;

import io.carillon.chaos.sipp.LoadSetting;
import io.carillon.chaos.sipp.Registrations;
import io.carillon.chaos.sipp.Scenario;
import io.carillon.chaos.sipp.Sipp;

import java.util.List;

/// One of the ways into a server: the callers who come by it, and the users who register by it.
///
/// Knows which of its users are still new to the server.
final class Entry {
    private static final int HOLD_MILLIS = 200;

    /// New users each second.
    private static final int RATE = 2000;

    /// The same where they are stored in a database that has not worked yet.
    private static final int FLOW_RATE = 400;

    private final LoadSetting setting;
    private final LoadSetting own;
    private final Registrations registrations;
    private final boolean byFlow;
    private int batches;

    private Entry(LoadSetting setting, LoadSetting own, boolean byFlow) {
        this.setting = setting;
        this.own = own;
        this.byFlow = byFlow;
        this.registrations = new Registrations(own);
    }

    /// The only way in: all users register by it, as a third party would register them.
    static Entry only(LoadSetting setting) {
        return new Entry(setting, setting, false);
    }

    /// One of several ways in: the users of a share register by it, each from the callee's port and
    /// to be reached by the same way; calls that come in here go to users of all shares.
    static Entry shared(LoadSetting setting, LoadSetting.Share share) {
        return new Entry(setting, setting.withShare(share), true);
    }

    LoadSetting setting() {
        return setting;
    }

    /// How many users register by it.
    int users() {
        return own.sharedUsers();
    }

    /// Binds its users to the callee. The callee must not run yet.
    Sipp register() {
        return byFlow ? registrations.flows(FLOW_RATE) : registrations.pass(false, users(), RATE);
    }

    /// A caller who does the workload `count` times.
    Sipp caller(Workload workload, int count, int rate) {
        return switch (workload) {
            case REGISTER_INSERT -> newUsers().pass(false, count, rate);
            case REGISTER_REFRESH -> registrations.pass(false, count, rate);
            case REGISTER_AUTH -> registrations.pass(true, count, rate);
            case CALL, FIXED ->
                    Sipp.caller(
                            setting,
                            workload.scenario(),
                            count,
                            rate,
                            List.of("-d " + HOLD_MILLIS));
            case MESSAGE, OPTIONS ->
                    Sipp.caller(setting, workload.scenario(), count, rate, List.of());
        };
    }

    /// Who answers, for all ways in.
    Sipp callee(Scenario scenario) {
        return Sipp.callee(setting, scenario);
    }

    /// Users this server has not met, because an insert is one only once.
    private Registrations newUsers() {
        batches++;
        return new Registrations(own.withPrefix("n%d-".formatted(batches)));
    }
}
