package io.carillon.node.cli;

import picocli.CommandLine.IVersionProvider;

import java.io.IOException;
import java.util.Properties;

/// The version, as the build wrote it into the jar.
public final class Version implements IVersionProvider {
    private static final String WRITTEN = "/META-INF/maven/io.carillon/node/pom.properties";

    @Override
    public String[] getVersion() throws IOException {
        var properties = new Properties();
        try (var in = Version.class.getResourceAsStream(WRITTEN)) {
            if (in != null) properties.load(in);
        }
        return new String[] {"carillon " + properties.getProperty("version", "(not packaged)")};
    }
}
