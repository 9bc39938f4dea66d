package io.carillon.node.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValueType;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Reads typed values, and says what is allowed where one is not.
final class ConfigValues {
    private final Config config;

    ConfigValues(Config config) {
        this.config = config;
    }

    /// The error for a value of this key.
    InvalidConfig wrong(String key, String allowed) {
        var value = config.getValue(key).unwrapped();
        return new InvalidConfig(key, Secrets.shown(key, String.valueOf(value)), allowed);
    }

    String text(String key) throws InvalidConfig {
        try {
            return config.getString(key).strip();
        } catch (ConfigException _) {
            throw wrong(key, "must be one value");
        }
    }

    Optional<String> optional(String key) throws InvalidConfig {
        return Optional.of(text(key)).filter(text -> !text.isEmpty());
    }

    boolean flag(String key) throws InvalidConfig {
        try {
            return config.getBoolean(key);
        } catch (ConfigException _) {
            throw wrong(key, "must be true or false");
        }
    }

    int number(String key, int from, int to) throws InvalidConfig {
        try {
            long value = config.getLong(key);
            if (value >= from && value <= to) return (int) value;
        } catch (ConfigException _) {
            // the same fault
        }
        throw wrong(key, "must be a number from " + from + " to " + to);
    }

    int octets(String key, int from, int to) throws InvalidConfig {
        try {
            long value = config.getBytes(key);
            if (value >= from && value <= to) return (int) value;
        } catch (ConfigException _) {
            // the same fault
        }
        throw wrong(key, "must be a size from " + from + " to " + to + " bytes, such as 4 MiB");
    }

    Duration duration(String key, Duration from, Duration to) throws InvalidConfig {
        try {
            long millis = config.getDuration(key, TimeUnit.MILLISECONDS);
            if (millis >= from.toMillis() && millis <= to.toMillis()) {
                return Duration.ofMillis(millis);
            }
        } catch (ConfigException _) {
            // the same fault
        }
        throw wrong(
                key,
                "must be a time from %d to %d seconds, such as 30 seconds"
                        .formatted(from.toSeconds(), to.toSeconds()));
    }

    /// One of the constants of an enum, written in lower case.
    <E extends Enum<E>> E choice(String key, Class<E> choices) throws InvalidConfig {
        var text = text(key);
        var names = new ArrayList<String>();
        for (var choice : choices.getEnumConstants()) {
            var name = choice.name().toLowerCase(Locale.ROOT);
            if (name.equals(text.toLowerCase(Locale.ROOT))) return choice;
            names.add(name);
        }
        throw wrong(key, "must be " + String.join(" or ", names));
    }

    /// A list, or one value, or several with commas between; without empty ones.
    List<String> texts(String key) throws InvalidConfig {
        try {
            var list =
                    config.getValue(key).valueType() == ConfigValueType.STRING
                            ? Arrays.asList(config.getString(key).split(","))
                            : config.getStringList(key);
            return list.stream().map(String::strip).filter(each -> !each.isEmpty()).toList();
        } catch (ConfigException _) {
            throw wrong(key, "must be a value or a list of values");
        }
    }

    List<? extends Config> blocks(String key) throws InvalidConfig {
        try {
            return config.getConfigList(key);
        } catch (ConfigException _) {
            throw wrong(key, "must be a list of { ... }");
        }
    }

    Path path(String key) throws InvalidConfig {
        var text = text(key);
        try {
            if (!text.isEmpty()) return Path.of(text);
        } catch (java.nio.file.InvalidPathException _) {
            // the same fault
        }
        throw wrong(key, "must be a path");
    }

    /// Host and port as written.
    ///
    /// @param host without brackets
    /// @param port -1 when none is given
    record HostAndPort(String host, int port) {
        /// Empty when the text is none.
        static Optional<HostAndPort> of(String text) {
            int bracket = text.indexOf(']');
            boolean six = text.startsWith("[") && bracket > 1;
            int colon = six ? text.indexOf(':', bracket) : text.indexOf(':');
            boolean several = !six && colon >= 0 && text.indexOf(':', colon + 1) >= 0;
            var host = colon < 0 ? text : text.substring(0, colon);
            if (several || host.isBlank() || six && !host.endsWith("]")) return Optional.empty();
            var bare = six ? host.substring(1, host.length() - 1) : host;
            if (colon < 0) return Optional.of(new HostAndPort(bare, -1));
            var digits = text.substring(colon + 1);
            if (!digits.matches("\\d{1,5}") || Integer.parseInt(digits) > 65_535) {
                return Optional.empty();
            }
            return Optional.of(new HostAndPort(bare, Integer.parseInt(digits)));
        }
    }

    /// An address to listen on: `host:port`, the host an address or a name of this machine.
    InetSocketAddress address(String key, String text) throws InvalidConfig {
        var parts = HostAndPort.of(text).filter(each -> each.port() >= 0);
        if (parts.isEmpty()) {
            throw wrong(key, "must be host:port, port 0 to 65535, IPv6 hosts in [ ]");
        }
        try {
            var found = InetAddress.getAllByName(parts.get().host());
            return new InetSocketAddress(found[0], parts.get().port());
        } catch (UnknownHostException _) {
            throw wrong(key, parts.get().host() + " is neither an address nor a known name");
        }
    }

    /// An address as it stands in a URI, IPv6 without brackets.
    static String host(InetAddress address) {
        var text = address.getHostAddress();
        int zone = address instanceof Inet6Address ? text.indexOf('%') : -1;
        return zone < 0 ? text : text.substring(0, zone);
    }
}
