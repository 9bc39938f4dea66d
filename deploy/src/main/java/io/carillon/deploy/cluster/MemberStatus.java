package io.carillon.deploy.cluster;

import java.util.Locale;
import java.util.OptionalLong;

/// How one process of a cluster is, at one moment.
///
/// @param pid empty when it does not run
public record MemberStatus(Member member, State state, OptionalLong pid) {
    /// What can be said of a process from outside.
    public enum State {
        /// It serves.
        READY,
        /// It answers, and says that it cannot serve.
        UNREADY,
        /// It runs and does not answer: it starts, or it hangs.
        SILENT,
        /// It was sent SIGSTOP.
        PAUSED,
        /// It was stopped in order, or never started.
        STOPPED,
        /// It was killed, or ended by itself.
        GONE;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public MemberName name() {
        return member.name();
    }
}
