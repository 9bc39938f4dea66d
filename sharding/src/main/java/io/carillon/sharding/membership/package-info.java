/// Who is in the cluster: how one forms, who is gone for certain, and whether this node may act.
///
/// In: seeds, beats and votes over the heart port, events of the cluster. Out: joins, downings, and
/// a [io.carillon.sharding.membership.Lease] that entities look at before they act. Read
/// [io.carillon.sharding.membership.Membership] first.
package io.carillon.sharding.membership;
