package io.carillon.sharding.call;

import io.carillon.sharding.Entities;
import io.carillon.sharding.flow.Outbound;
import io.carillon.sharding.handover.Handover;
import io.carillon.sharding.location.AorCommand;
import io.carillon.sharding.membership.Lease;
import io.carillon.sharding.time.Alarms;
import io.carillon.sharding.time.NodeClock;
import io.carillon.sip.proxy.ProxyCore;

import org.apache.pekko.actor.typed.ActorRef;

/// What all call entities of a node share.
///
/// @param aors the way to AOR entities
/// @param calls the shard region of call entities
/// @param lease whether this node is provably the owner of what it holds; asked for every message
public record CallServices(
        ProxyCore core,
        Outbound outbound,
        Alarms alarms,
        NodeClock clock,
        Entities<AorCommand> aors,
        ActorRef<CallCommand> calls,
        Handover handover,
        CallDirectory directory,
        CallObserver observer,
        Lease lease) {}
