package io.carillon.sharding.membership;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// The seeds as configured, looked up anew each time: the addresses behind a name change.
final class Seeds {
    static final FormationAnswer UNKNOWN = new FormationAnswer.Silent("unknown name");

    /// @param addresses `host:port`, the host a number; or as configured where it is unknown
    /// @param unknown those of them
    record Found(Set<String> addresses, Set<String> unknown) {}

    private final List<String> configured;

    Seeds(List<String> configured) {
        this.configured = configured;
    }

    /// May block for as long as DNS does.
    Found resolve() {
        var addresses = new TreeSet<String>();
        var unknown = new HashSet<String>();
        for (var seed : configured) {
            int colon = seed.lastIndexOf(':');
            try {
                for (var found : InetAddress.getAllByName(seed.substring(0, colon))) {
                    addresses.add(text(found) + seed.substring(colon));
                }
            } catch (UnknownHostException _) {
                addresses.add(seed);
                unknown.add(seed);
            }
        }
        return new Found(addresses, unknown);
    }

    private static String text(InetAddress address) {
        var text = address.getHostAddress();
        return address instanceof Inet6Address ? "[" + text + "]" : text;
    }
}
