package io.carillon.chaos.trial;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// The records that nodes wrote of ended calls: there is to be one of each, whoever wrote it.
final class CallRecords {
    private static final Pattern CALL_ID = Pattern.compile("\"callId\"\\s*:\\s*\"([^\"]*)\"");

    private final Map<String, List<String>> writers = new TreeMap<>();

    /// Reads the records of all nodes of a cluster.
    static CallRecords of(ChaosCluster cluster) {
        var records = new CallRecords();
        for (var node : cluster.nodes()) {
            records.read(node.name().toString(), node.folder().resolve(ChaosCluster.RECORDS));
        }
        return records;
    }

    void read(String node, Path file) {
        if (!Files.exists(file)) {
            return;
        }
        try (var lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
            lines.forEach(
                    line -> {
                        var found = CALL_ID.matcher(line);
                        if (found.find()) {
                            writers.computeIfAbsent(found.group(1), _ -> new ArrayList<>())
                                    .add(node);
                        }
                    });
        } catch (IOException | java.io.UncheckedIOException failure) {
            System.err.println("carillon: cannot read " + file + ": " + failure.getMessage());
        }
    }

    int size() {
        return writers.size();
    }

    /// How many there are of a call.
    int of(String callId) {
        return writers.getOrDefault(callId, List.of()).size();
    }

    /// Calls with more than one record, and whose they are.
    List<String> twice() {
        return writers.entrySet().stream()
                .filter(each -> each.getValue().size() > 1)
                .map(each -> each.getKey() + " by " + String.join(" and ", each.getValue()))
                .toList();
    }
}
