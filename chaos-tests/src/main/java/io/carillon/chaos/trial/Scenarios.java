package io.carillon.chaos.trial;

import io.carillon.chaos.scenario.Scenario;
import io.carillon.chaos.scenario.ScenarioError;
import io.carillon.chaos.scenario.ScenarioText;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The scenarios that come with this module, and files of others.
final class Scenarios {
    private static final String FOLDER = "/scenarios/";
    private static final String ENDING = ".scenario";

    private Scenarios() {}

    /// Those of this module, in the order of the file `list`.
    static List<Scenario> all() {
        try {
            var all = new ArrayList<Scenario>();
            for (var name : resource("list").lines().filter(each -> !each.isBlank()).toList()) {
                all.add(ScenarioText.parse(name, resource(name + ENDING)));
            }
            return all;
        } catch (ScenarioError wrong) {
            throw new IllegalStateException(wrong.getMessage(), wrong);
        }
    }

    /// One of them, or the one in this file.
    static Scenario named(String name) throws ScenarioError {
        var known = all().stream().filter(each -> each.name().equals(name)).findFirst();
        if (known.isPresent()) {
            return known.get();
        }
        var file = Path.of(name);
        if (!name.endsWith(ENDING) || !Files.isReadable(file)) {
            throw new IllegalArgumentException(
                    "no scenario '" + name + "': see ./carillon chaos --list");
        }
        try {
            var plain = file.getFileName().toString();
            return ScenarioText.parse(
                    plain.substring(0, plain.length() - ENDING.length()), Files.readString(file));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String resource(String name) {
        try (var in = Scenarios.class.getResourceAsStream(FOLDER + name)) {
            if (in == null) {
                throw new IllegalStateException(FOLDER + name + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
