package io.carillon.chaos.workload;

import java.util.function.Consumer;

/// What the users of a workload do.
///
/// @param callsPerSecond calls begun each second, all kinds together
/// @param ringing the share of calls that ring for `ringMillis` before they are answered
/// @param forked the share of calls to a user with three telephones
/// @param held the share of calls that are held for `heldMillis`
/// @param busy the share of forked calls that one of the telephones refuses with 486
/// @param registersPerSecond REGISTERs sent each second, refreshes and new users together
/// @param newcomers the share of REGISTERs that are of new users
/// @param tcp the share of telephones that hold a TCP connection; the others use UDP
/// @param ringMillis how long ringing calls ring
/// @param talkMillis how long ordinary calls last
/// @param heldMillis how long held calls last
/// @param users users that register and refresh, but are called seldom
public record Mix(
        double callsPerSecond,
        double ringing,
        double forked,
        double held,
        double busy,
        double registersPerSecond,
        double newcomers,
        double tcp,
        long ringMillis,
        long talkMillis,
        long heldMillis,
        int users) {
    /// 100 calls/s of which a third ring 5 s and a third are forked to 3 telephones, 300
    /// REGISTER/s.
    public static final Mix STANDARD =
            new Mix(100, 1 / 3.0, 1 / 3.0, 0.02, 0.25, 300, 0.1, 0.3, 5000, 1000, 45_000, 3000);

    /// Whether the shares of the kinds of calls fit into one.
    public boolean isPossible() {
        return ringing + forked + held <= 1;
    }

    /// The same habits, so many times as often.
    public Mix times(double factor) {
        return with(
                draft -> {
                    draft.callsPerSecond *= factor;
                    draft.registersPerSecond *= factor;
                    draft.users = Math.max(50, (int) (users * factor));
                });
    }

    /// The same, but held calls last so long.
    public Mix heldFor(long changed) {
        return with(draft -> draft.heldMillis = changed);
    }

    public Mix withCalls(double changed) {
        return with(draft -> draft.callsPerSecond = changed);
    }

    public Mix withRinging(double changed) {
        return with(draft -> draft.ringing = changed);
    }

    public Mix withForked(double changed) {
        return with(draft -> draft.forked = changed);
    }

    public Mix withHeld(double changed) {
        return with(draft -> draft.held = changed);
    }

    public Mix withRegisters(double changed) {
        return with(draft -> draft.registersPerSecond = changed);
    }

    public Mix withNewcomers(double changed) {
        return with(draft -> draft.newcomers = changed);
    }

    public Mix withTcp(double changed) {
        return with(draft -> draft.tcp = changed);
    }

    public Mix withUsers(int changed) {
        return with(draft -> draft.users = changed);
    }

    private Mix with(Consumer<Draft> change) {
        var draft = new Draft(this);
        change.accept(draft);
        return draft.mix();
    }

    /// What can be changed of a mix, while it is being changed.
    private static final class Draft {
        private final Mix before;
        private double callsPerSecond;
        private double ringing;
        private double forked;
        private double held;
        private double registersPerSecond;
        private double newcomers;
        private double tcp;
        private long heldMillis;
        private int users;

        Draft(Mix before) {
            this.before = before;
            callsPerSecond = before.callsPerSecond;
            ringing = before.ringing;
            forked = before.forked;
            held = before.held;
            registersPerSecond = before.registersPerSecond;
            newcomers = before.newcomers;
            tcp = before.tcp;
            heldMillis = before.heldMillis;
            users = before.users;
        }

        Mix mix() {
            return new Mix(
                    callsPerSecond,
                    ringing,
                    forked,
                    held,
                    before.busy,
                    registersPerSecond,
                    newcomers,
                    tcp,
                    before.ringMillis,
                    before.talkMillis,
                    heldMillis,
                    users);
        }
    }
}
