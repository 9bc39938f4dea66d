package io.carillon.sharding.membership;

import org.apache.pekko.actor.setup.Setup;

/// Gives an actor system its [MembershipSettings]; a system without is a node that is alone.
final class MembershipSetup extends Setup {
    private final MembershipSettings settings;

    MembershipSetup(MembershipSettings settings) {
        this.settings = settings;
    }

    MembershipSettings settings() {
        return settings;
    }
}
