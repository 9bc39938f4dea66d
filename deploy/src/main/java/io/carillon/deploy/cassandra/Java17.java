package io.carillon.deploy.cassandra;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Finds the Java that Cassandra runs on: version 17, for Cassandra 5 starts on none that is newer.
///
/// It looks where Linux distributions, SDKMAN and IDEs put JDKs, and installs nothing.
public final class Java17 {
    /// What to tell who has none.
    public static final String MISSING =
            "Cassandra needs a Java 17 beside ours, and none was found: install one (on Debian"
                    + " openjdk-17-jre-headless), or name its folder with -D"
                    + Java17.PROPERTY
                    + "=FOLDER";

    /// The system property that names the folder of a Java 17.
    static final String PROPERTY = "cassandra.java.home";

    private static final Pattern VERSION = Pattern.compile("(?m)^JAVA_VERSION=\"17[.\"]");

    private Java17() {}

    /// The folder of one, which holds `bin/java`.
    public static Optional<Path> find() {
        return candidates().stream().filter(Java17::isOne).findFirst();
    }

    private static List<Path> candidates() {
        var candidates = new ArrayList<Path>();
        Optional.ofNullable(System.getProperty(PROPERTY)).map(Path::of).ifPresent(candidates::add);
        Optional.ofNullable(System.getenv("JAVA_HOME")).map(Path::of).ifPresent(candidates::add);
        var home = Path.of(System.getProperty("user.home"));
        for (var folder :
                List.of(
                        Path.of("/usr/lib/jvm"),
                        home.resolve(".sdkman/candidates/java"),
                        home.resolve(".jdks"))) {
            try (var inside = Files.newDirectoryStream(folder)) {
                inside.forEach(candidates::add);
            } catch (IOException _) {
                // not there, or not for us to read
            }
        }
        return candidates;
    }

    private static boolean isOne(Path folder) {
        try {
            return Files.isExecutable(folder.resolve("bin/java"))
                    && VERSION.matcher(Files.readString(folder.resolve("release"))).find();
        } catch (IOException _) {
            return false;
        }
    }
}
