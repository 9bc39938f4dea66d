package io.carillon.sip.message;

import java.util.Locale;

/// The form in which hosts are compared, wherever they stand: in a URI, a Via, a listener's name.
///
/// RFC 3261 §19.1.4; RFC 5118 §4.5.
public final class Hosts {
    private Hosts() {}

    /// Lower case, IPv6 without brackets in the form of RFC 5952, a name without a dot at its end.
    public static String canonical(String host) {
        if (host.indexOf(':') >= 0) {
            boolean bracketed = host.charAt(0) == '[';
            return Ipv6.canonical(bracketed ? host.substring(1, host.length() - 1) : host);
        }
        int last = host.length() - 1;
        var name = last > 0 && host.charAt(last) == '.' ? host.substring(0, last) : host;
        return name.toLowerCase(Locale.ROOT);
    }
}
