package io.carillon.node;

import picocli.CommandLine.IVersionProvider;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;

/// The version, as the build wrote it into the jar.
public final class Version implements IVersionProvider {
    private static final String WRITTEN = "/META-INF/maven/io.carillon/node/pom.properties";

    /// As `0.1.0`; nodes tell it to each other. Classes that were never packaged are older than
    /// all.
    public static String number() {
        return written("0.0.0");
    }

    @Override
    public String[] getVersion() {
        return new String[] {"carillon " + written("(not packaged)")};
    }

    private static String written(String otherwise) {
        var properties = new Properties();
        try (var in = Version.class.getResourceAsStream(WRITTEN)) {
            if (in != null) properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException("the own jar cannot be read", e);
        }
        return properties.getProperty("version", otherwise);
    }
}
