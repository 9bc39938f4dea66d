package io.carillon.chaos.workload;

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
        return new Mix(
                callsPerSecond * factor,
                ringing,
                forked,
                held,
                busy,
                registersPerSecond * factor,
                newcomers,
                tcp,
                ringMillis,
                talkMillis,
                heldMillis,
                Math.max(50, (int) (users * factor)));
    }

    /// The same, but held calls last so long.
    public Mix heldFor(long changed) {
        return new Mix(
                callsPerSecond,
                ringing,
                forked,
                held,
                busy,
                registersPerSecond,
                newcomers,
                tcp,
                ringMillis,
                talkMillis,
                changed,
                users);
    }

    public Mix withCalls(double changed) {
        return new Mix(
                changed,
                ringing,
                forked,
                held,
                busy,
                registersPerSecond,
                newcomers,
                tcp,
                ringMillis,
                talkMillis,
                heldMillis,
                users);
    }

    public Mix withRinging(double changed) {
        return new Mix(
                callsPerSecond,
                changed,
                forked,
                held,
                busy,
                registersPerSecond,
                newcomers,
                tcp,
                ringMillis,
                talkMillis,
                heldMillis,
                users);
    }

    public Mix withForked(double changed) {
        return new Mix(
                callsPerSecond,
                ringing,
                changed,
                held,
                busy,
                registersPerSecond,
                newcomers,
                tcp,
                ringMillis,
                talkMillis,
                heldMillis,
                users);
    }

    public Mix withHeld(double changed) {
        return new Mix(
                callsPerSecond,
                ringing,
                forked,
                changed,
                busy,
                registersPerSecond,
                newcomers,
                tcp,
                ringMillis,
                talkMillis,
                heldMillis,
                users);
    }

    public Mix withRegisters(double changed) {
        return new Mix(
                callsPerSecond,
                ringing,
                forked,
                held,
                busy,
                changed,
                newcomers,
                tcp,
                ringMillis,
                talkMillis,
                heldMillis,
                users);
    }

    public Mix withNewcomers(double changed) {
        return new Mix(
                callsPerSecond,
                ringing,
                forked,
                held,
                busy,
                registersPerSecond,
                changed,
                tcp,
                ringMillis,
                talkMillis,
                heldMillis,
                users);
    }

    public Mix withTcp(double changed) {
        return new Mix(
                callsPerSecond,
                ringing,
                forked,
                held,
                busy,
                registersPerSecond,
                newcomers,
                changed,
                ringMillis,
                talkMillis,
                heldMillis,
                users);
    }

    public Mix withUsers(int changed) {
        return new Mix(
                callsPerSecond,
                ringing,
                forked,
                held,
                busy,
                registersPerSecond,
                newcomers,
                tcp,
                ringMillis,
                talkMillis,
                heldMillis,
                changed);
    }
}
