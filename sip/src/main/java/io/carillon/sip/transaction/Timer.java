package io.carillon.sip.transaction;

/// The timers of RFC 3261 table 4 and RFC 6026 §8.11; [TimerValues] says how long each runs.
public enum Timer {
    /// INVITE request retransmission, unreliable only: T1, doubling (§17.1.1.2).
    A,
    /// INVITE client gives up in Calling: 64*T1 (§17.1.1.2).
    B,
    /// A proxy's INVITE may ring this long: more than 3 minutes (§16.6 step 11). It belongs to the
    /// proxy core; no machine here starts it.
    C,
    /// INVITE client repeats its ACK: at least 32 s, or 0 (§17.1.1.2).
    D,
    /// Non-INVITE request retransmission, unreliable only: T1, doubling up to T2 (§17.1.2.2).
    E,
    /// Non-INVITE client gives up: 64*T1 (§17.1.2.2).
    F,
    /// INVITE final response retransmission, unreliable only: T1, doubling up to T2 (§17.2.1).
    G,
    /// INVITE server waits for the ACK: 64*T1 (§17.2.1).
    H,
    /// INVITE server absorbs further ACKs: T4, or 0 (§17.2.1).
    I,
    /// Non-INVITE server absorbs retransmitted requests: 64*T1, or 0 (§17.2.2).
    J,
    /// Non-INVITE client absorbs retransmitted responses: T4, or 0 (§17.1.2.2).
    K,
    /// INVITE server absorbs retransmitted INVITEs after a 2xx: 64*T1 (RFC 6026 §8.7).
    L,
    /// INVITE client receives further 2xx: 64*T1 (RFC 6026 §8.4).
    M,
    /// Server owes a 100; no RFC gives it a letter. Non-INVITE: once the client's timer E has
    /// reached T2 (RFC 4320 §4.1). INVITE, where it was put off: after 200 ms (§17.2.1).
    TRYING,
    /// A proxy waits for the answer of its location or authentication service; no timer of any RFC.
    /// It belongs to the proxy core; no machine here starts it.
    LOOKUP
}
