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
        var more = List.of("-base_cseq " + cseq.addAndGet(CSEQ_STEP), "-cid_str r%u-" + session);
        var scenario = digest ? Scenario.REGISTER_DIGEST : Scenario.REGISTER;
        return Sipp.caller(setting, scenario, count, rate, more);
    }
}
