package io.carillon.sip.auth;

import static io.carillon.sip.auth.NonceCounts.Use.FORGOTTEN;
import static io.carillon.sip.auth.NonceCounts.Use.NEW;
import static io.carillon.sip.auth.NonceCounts.Use.REPEATED;
import static io.carillon.sip.auth.NonceCounts.Use.REPLAYED;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.sip.auth.Nonce.Verdict;

import org.junit.jupiter.api.Test;

/// Nonces that are checked by another node than made them, and the counting of their uses.
class NonceTest {
    private static final long NOW = 1_800_000_000_000L;
    private static final Secret SECRET = Secret.of("a secret of the whole cluster");
    private final Nonce nonces = new Nonce(SECRET.mac("nonce"), 300_000);

    @Test
    void anyNodeOfTheClusterKnowsAFreshNonce() {
        var elsewhere = new Nonce(Secret.of("a secret of the whole cluster").mac("nonce"), 300_000);
        assertThat(elsewhere.check(nonces.make(NOW, 7), NOW + 300_000))
                .isEqualTo(new Verdict.Fresh(NOW));
    }

    @Test
    void anOldNonceIsStale() {
        assertThat(nonces.check(nonces.make(NOW, 7), NOW + 300_001)).isEqualTo(new Verdict.Stale());
    }

    @Test
    void aNonceOfANodeWhoseClockIsALittleAheadIsFresh() {
        assertThat(nonces.check(nonces.make(NOW + 2_000, 7), NOW))
                .isEqualTo(new Verdict.Fresh(NOW + 2_000));
        assertThat(nonces.check(nonces.make(NOW + 90_000, 7), NOW)).isEqualTo(new Verdict.Forged());
    }

    @Test
    void aNonceOfAnotherSecretOrPurposeIsForged() {
        var other = new Nonce(Secret.of("another secret").mac("nonce"), 300_000);
        var purpose = new Nonce(SECRET.mac("branch"), 300_000);
        assertThat(nonces.check(other.make(NOW, 7), NOW)).isEqualTo(new Verdict.Forged());
        assertThat(nonces.check(purpose.make(NOW, 7), NOW)).isEqualTo(new Verdict.Forged());
    }

    @Test
    void aChangeOfAnyCharacterMakesItForged() {
        var nonce = nonces.make(NOW, 7);
        for (int i = 0; i < nonce.length() - 1; i++) {
            var changed = new StringBuilder(nonce);
            changed.setCharAt(i, nonce.charAt(i) == 'A' ? 'B' : 'A');
            assertThat(nonces.check(changed.toString(), NOW)).isEqualTo(new Verdict.Forged());
        }
        assertThat(nonces.check("", NOW)).isEqualTo(new Verdict.Forged());
        assertThat(nonces.check("\"".repeat(43), NOW)).isEqualTo(new Verdict.Forged());
    }

    @Test
    void twoNoncesOfOneMillisecondDiffer() {
        assertThat(nonces.make(NOW, 1)).isNotEqualTo(nonces.make(NOW, 2)).hasSize(43);
    }

    @Test
    void aCountMayBeUsedOnce() {
        var counts = new NonceCounts(NOW, 300_000);
        assertThat(counts.use("n", NOW + 1, 1, 100)).isEqualTo(NEW);
        assertThat(counts.use("n", NOW + 1, 2, 101)).isEqualTo(NEW);
        assertThat(counts.use("n", NOW + 1, 1, 999)).isEqualTo(REPLAYED);
        assertThat(counts.use("n", NOW + 1, 2, 999)).isEqualTo(REPLAYED);
    }

    @Test
    void theSameRequestOnceMoreIsARetransmission() {
        var counts = new NonceCounts(NOW, 300_000);
        counts.use("n", NOW + 1, 1, 100);
        assertThat(counts.use("n", NOW + 1, 1, 100)).isEqualTo(REPEATED);
    }

    @Test
    void countsMayOvertakeEachOther() {
        var counts = new NonceCounts(NOW, 300_000);
        assertThat(counts.use("n", NOW + 1, 5, 100)).isEqualTo(NEW);
        assertThat(counts.use("n", NOW + 1, 3, 101)).isEqualTo(NEW);
        assertThat(counts.use("n", NOW + 1, 3, 102)).isEqualTo(REPLAYED);
        assertThat(counts.use("n", NOW + 1, 69, 103)).isEqualTo(NEW);
        assertThat(counts.use("n", NOW + 1, 4, 104)).isEqualTo(REPLAYED);
        assertThat(counts.use("n", NOW + 1, 6, 105)).isEqualTo(NEW);
        assertThat(counts.use("n", NOW + 1, 0xffffffffL, 106)).isEqualTo(NEW);
        assertThat(counts.use("n", NOW + 1, 69, 107)).isEqualTo(REPLAYED);
    }

    @Test
    void aNonceFromBeforeTheMemoryBeganIsForgotten() {
        var counts = new NonceCounts(NOW, 300_000);
        assertThat(counts.use("n", NOW, 1, 100)).isEqualTo(FORGOTTEN);
        assertThat(counts.use("n", NOW + 1, 1, 100)).isEqualTo(NEW);
    }

    @Test
    void memoryIsBoundedAndWhatFellOutCannotBeUsedAgain() {
        var counts = new NonceCounts(NOW, 300_000);
        for (int i = 1; i <= 1_000; i++) {
            assertThat(counts.use("n" + i, NOW + i, 1, 100)).isEqualTo(NEW);
        }
        assertThat(counts.size()).isEqualTo(NonceCounts.MAX_NONCES);
        assertThat(counts.use("n744", NOW + 744, 1, 100)).isEqualTo(FORGOTTEN);
        assertThat(counts.use("n745", NOW + 745, 1, 100)).isEqualTo(REPEATED);
    }

    @Test
    void agedNoncesAreForgotten() {
        var counts = new NonceCounts(NOW, 300_000);
        counts.use("old", NOW + 1, 1, 100);
        counts.use("young", NOW + 1_000, 1, 100);
        assertThat(counts.use("new", NOW + 300_500, 1, 100)).isEqualTo(NEW);
        assertThat(counts.size()).isEqualTo(2);
        assertThat(counts.use("old", NOW + 1, 1, 100)).isEqualTo(FORGOTTEN);
        assertThat(counts.use("young", NOW + 1_000, 1, 100)).isEqualTo(REPEATED);
    }
}
