package io.carillon.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.sip.auth.PasswordHashes;
import io.carillon.sip.location.BindingEvent;

import org.junit.jupiter.api.Test;

import java.util.Optional;

/// Goal: folding events gives the account and the bindings, and neither disturbs the other.
class AorStateTest {

    private final PasswordHashes hashes = PasswordHashes.of("alice", "example.com", "secret");
    private final AorEvent bound = (AorEvent) Version1.samples().get("contact-bound").value();

    @Test
    void accountAndBindingsAreIndependent() {
        var state = AorState.EMPTY.after(new AorEvent.CredentialsSet(hashes, 1)).after(bound);

        assertThat(state.credentials()).contains(hashes);
        assertThat(state.bindings().size()).isEqualTo(1);
        assertThat(state.after(new AorEvent.CredentialsRemoved(2)).bindings())
                .isEqualTo(state.bindings());
        assertThat(state.after(new AorEvent.CredentialsRemoved(2)).credentials())
                .isEqualTo(Optional.empty());
    }

    @Test
    void removingTheOnlyBindingLeavesTheAccount() {
        var state = AorState.EMPTY.after(new AorEvent.CredentialsSet(hashes, 1)).after(bound);
        var key = state.bindings().all().getFirst().key();

        var after = state.after(new AorEvent.ContactChanged(new BindingEvent.Removed(key, 3)));

        assertThat(after).isEqualTo(AorState.EMPTY.after(new AorEvent.CredentialsSet(hashes, 1)));
    }

    @Test
    void afterARestartABindingLastsAsLongAsItsLease() {
        var state = AorState.EMPTY.after(bound).recovered();

        assertThat(state.bindings().all())
                .allSatisfy(b -> assertThat(b.expiresAt()).isEqualTo(b.leaseUntil()));
    }
}
