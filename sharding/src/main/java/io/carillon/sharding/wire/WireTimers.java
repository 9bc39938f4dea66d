package io.carillon.sharding.wire;

import io.carillon.sharding.wire.proto.WireTimer;
import io.carillon.sip.transaction.Timer;

import java.util.Optional;

/// The names of timers, to their wire form and back.
final class WireTimers {
    private WireTimers() {}

    static WireTimer timer(Timer timer) {
        return switch (timer) {
            case A -> WireTimer.TIMER_A;
            case B -> WireTimer.TIMER_B;
            case C -> WireTimer.TIMER_C;
            case D -> WireTimer.TIMER_D;
            case E -> WireTimer.TIMER_E;
            case F -> WireTimer.TIMER_F;
            case G -> WireTimer.TIMER_G;
            case H -> WireTimer.TIMER_H;
            case I -> WireTimer.TIMER_I;
            case J -> WireTimer.TIMER_J;
            case K -> WireTimer.TIMER_K;
            case L -> WireTimer.TIMER_L;
            case M -> WireTimer.TIMER_M;
            case TRYING -> WireTimer.TIMER_TRYING;
            case LOOKUP -> WireTimer.TIMER_LOOKUP;
        };
    }

    /// Empty for a timer of a newer release, which no machine of this one waits for.
    static Optional<Timer> timer(WireTimer wire) {
        return switch (wire) {
            case TIMER_A -> Optional.of(Timer.A);
            case TIMER_B -> Optional.of(Timer.B);
            case TIMER_C -> Optional.of(Timer.C);
            case TIMER_D -> Optional.of(Timer.D);
            case TIMER_E -> Optional.of(Timer.E);
            case TIMER_F -> Optional.of(Timer.F);
            case TIMER_G -> Optional.of(Timer.G);
            case TIMER_H -> Optional.of(Timer.H);
            case TIMER_I -> Optional.of(Timer.I);
            case TIMER_J -> Optional.of(Timer.J);
            case TIMER_K -> Optional.of(Timer.K);
            case TIMER_L -> Optional.of(Timer.L);
            case TIMER_M -> Optional.of(Timer.M);
            case TIMER_TRYING -> Optional.of(Timer.TRYING);
            case TIMER_LOOKUP -> Optional.of(Timer.LOOKUP);
            case TIMER_UNKNOWN, UNRECOGNIZED -> Optional.empty();
        };
    }
}
