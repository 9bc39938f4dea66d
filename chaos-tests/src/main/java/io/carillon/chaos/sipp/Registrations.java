package io.carillon.chaos.sipp;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Passes of REGISTER over all users: the first binds every user to the callee, later ones refresh.
///
/// The Call-IDs stay the same from pass to pass and the CSeq rises. One object belongs to one
/// server's data.
public final class Registrations {
    private static final int CSEQ_STEP = 10;

    private final LoadSetting setting;
    private final String session = Long.toString(System.nanoTime(), Character.MAX_RADIX);
    private final AtomicInteger cseq = new AtomicInteger();

    public Registrations(LoadSetting setting) {
        this.setting = setting;
    }

    /// One pass over the first `count` users, with or without digest.
    public Sipp pass(boolean digest, int count, int rate) {
        return pass(setting, digest ? Scenario.REGISTER_DIGEST : Scenario.REGISTER, count, rate);
    }

    /// One pass over all users from the callee's own port, which binds them to the way that the
    /// REGISTER came by (RFC 5626), so that calls go by the node that they have registered at. The
    /// callee must not run.
    public Sipp flows(int rate) {
        var own = setting.withCaller(setting.callee());
        return pass(own, Scenario.REGISTER_FLOW, setting.sharedUsers(), rate);
    }

    private Sipp pass(LoadSetting from, Scenario scenario, int count, int rate) {
        var more = List.of("-base_cseq " + cseq.addAndGet(CSEQ_STEP), "-cid_str r%u-" + session);
        return Sipp.caller(from, scenario, count, rate, more);
    }
}
