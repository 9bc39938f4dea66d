package io.carillon.sip.transaction;

import java.util.List;

/// What a machine does about one event: the state it is in now and what is to be done, in order:
/// messages first, then timers, then what the core is told, so that a core that acts on a notice
/// finds the machine settled.
///
/// @param next the state from now on, perhaps the same
/// @param effects what to do, in this order; empty when the figure has no such arrow
public record Step<S>(S next, List<Effect> effects) {
    static <S> Step<S> to(S next, Effect... effects) {
        return new Step<>(next, List.of(effects));
    }

    static <S> Step<S> stay(S at, Effect... effects) {
        return new Step<>(at, List.of(effects));
    }
}
