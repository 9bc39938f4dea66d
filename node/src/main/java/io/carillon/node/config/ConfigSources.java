package io.carillon.node.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValueType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// Brings together what was set and what are defaults: arguments win over JVM properties, these
/// over the file, that over the defaults.
///
/// Refuses keys that nothing reads: a misspelt one must not go unnoticed.
final class ConfigSources {
    private static final String ROOT = "carillon";
    private static final List<String> DEFAULTS =
            List.of("carillon.conf", "loops.conf", "pekko.conf", "persistence.conf");

    private ConfigSources() {}

    /// Everything merged, substitutions resolved.
    static Config merged(Optional<Path> file, Map<String, String> arguments) throws InvalidConfig {
        var defaults = ConfigFactory.empty();
        for (var resource : DEFAULTS) {
            defaults = defaults.withFallback(ConfigFactory.parseResourcesAnySyntax(resource));
        }
        defaults = defaults.withFallback(ConfigFactory.defaultReferenceUnresolved());
        var set = ofArguments(arguments).withFallback(ofJvm());
        if (file.isPresent()) set = set.withFallback(ofFile(file.get()));
        try {
            var merged = set.withFallback(defaults).resolve();
            refuseUnknown(set, defaults);
            return merged;
        } catch (ConfigException e) {
            throw new InvalidConfig(e.getMessage());
        }
    }

    private static Config ofJvm() {
        var properties = ConfigFactory.systemProperties();
        return properties.hasPath(ROOT)
                // Tells commands where the checkout is; no setting of a node.
                ? properties.withOnlyPath(ROOT).withoutPath(ROOT + ".root")
                : ConfigFactory.empty();
    }

    private static Config ofFile(Path file) throws InvalidConfig {
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new InvalidConfig("--config", file.toString(), "no file that can be read");
        }
        try {
            return ConfigFactory.parseFile(file.toFile());
        } catch (ConfigException e) {
            throw new InvalidConfig("--config", file.toString(), e.getMessage());
        }
    }

    private static Config ofArguments(Map<String, String> arguments) throws InvalidConfig {
        var config = ConfigFactory.empty();
        for (var argument : arguments.entrySet()) {
            var key = argument.getKey();
            if (!key.startsWith(ROOT + ".") && !key.startsWith("pekko.")) {
                throw new InvalidConfig(
                        "-D" + key, argument.getValue(), "keys begin with carillon. (or pekko.)");
            }
            config = ofArgument(key, argument.getValue()).withFallback(config);
        }
        return config;
    }

    private static Config ofArgument(String key, String value) throws InvalidConfig {
        try {
            if (value.startsWith("[") && value.endsWith("]") && !isAddress(value)) {
                return ConfigFactory.parseString(key + " = " + value);
            }
            return ConfigFactory.parseMap(Map.of(key, value), "command line");
        } catch (ConfigException e) {
            throw new InvalidConfig(key, value, e.getMessage());
        }
    }

    /// `[::1]` is an address and no list.
    private static boolean isAddress(String value) {
        return value.chars().allMatch(c -> Character.digit(c, 16) >= 0 || "[]:.".indexOf(c) >= 0);
    }

    private static void refuseUnknown(Config set, Config defaults) throws InvalidConfig {
        if (!set.hasPath(ROOT)) return;
        var known = new TreeSet<String>();
        for (var entry : defaults.getObject(ROOT).toConfig().entrySet()) known.add(entry.getKey());
        for (var entry : set.getConfig(ROOT).entrySet()) {
            var key = entry.getKey();
            if (known.contains(key) || isItem(key, defaults)) continue;
            var nearest = known.stream().filter(each -> isNear(each, key)).findFirst();
            throw new InvalidConfig(
                    ROOT + "." + key,
                    Secrets.shown(key, entry.getValue().unwrapped().toString()),
                    "no such key"
                            + nearest.map(each -> "; did you mean " + ROOT + "." + each + "?")
                                    .orElse("; see the table of settings in README.md"));
        }
    }

    /// Whether a key is `list.0` or `list.0.part` of a list that there is.
    private static boolean isItem(String key, Config defaults) {
        var path = new ArrayList<>(ConfigUtil.splitPath(key));
        for (int i = path.size() - 1; i > 0; i--) {
            boolean number = path.get(i).chars().allMatch(Character::isDigit);
            var list = ROOT + "." + ConfigUtil.joinPath(path.subList(0, i));
            if (number && defaults.hasPath(list)) {
                var there = defaults.getValue(list);
                return there instanceof ConfigList
                        || there.valueType() == ConfigValueType.STRING && list.contains(".listen.");
            }
        }
        return false;
    }

    /// At most two letters added, left out or changed.
    private static boolean isNear(String a, String b) {
        var row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) row[j] = j;
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()] <= 2;
    }
}
