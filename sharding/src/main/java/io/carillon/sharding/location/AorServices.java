package io.carillon.sharding.location;

import io.carillon.persistence.Retention;
import io.carillon.sharding.Courier;
import io.carillon.sharding.flow.Outbound;
import io.carillon.sharding.membership.Lease;
import io.carillon.sharding.time.Alarms;
import io.carillon.sharding.time.NodeClock;
import io.carillon.sip.auth.ShortMac;
import io.carillon.sip.location.RegistrarSettings;
import io.carillon.sip.proxy.LocalAnswers;

import java.util.concurrent.atomic.LongAdder;

/// What all AOR entities of a node share.
///
/// @param registrar the registrar's limits
/// @param authentication how users are authenticated; see [Authentication#none]
/// @param answers makes To tags and challenges
/// @param journal whether events can be stored at present
/// @param retention how much of an entity's past the journal keeps
/// @param registrations counts the live bindings of this node's entities
/// @param lease whether entities may act
/// @param courier carries answers to call entities
public record AorServices(
        RegistrarSettings registrar,
        Authentication authentication,
        LocalAnswers answers,
        Outbound outbound,
        Alarms alarms,
        NodeClock clock,
        JournalGate journal,
        Retention retention,
        LongAdder registrations,
        Lease lease,
        Courier courier) {

    /// How users are authenticated.
    ///
    /// @param required whether a REGISTER must carry right credentials
    /// @param requests tells one request from another, keyed for this alone
    /// @param nonceLifetimeMillis as the nonces have it
    public record Authentication(boolean required, ShortMac requests, long nonceLifetimeMillis) {
        /// Everybody may register as anybody; accounts are kept all the same.
        public static Authentication none(ShortMac requests) {
            return new Authentication(false, requests, 0);
        }
    }
}
