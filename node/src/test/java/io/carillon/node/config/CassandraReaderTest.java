package io.carillon.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.persistence.cassandra.CassandraSettings;
import io.carillon.persistence.cassandra.Schema;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

class CassandraReaderTest {
    private static CassandraSettings load(String... settings) throws InvalidConfig {
        Map<String, String> arguments =
                Arrays.stream(settings)
                        .map(each -> each.split("=", 2))
                        .collect(
                                Collectors.toMap(
                                        each -> "carillon.cassandra." + each[0], each -> each[1]));
        return CassandraReader.load(Optional.empty(), arguments).settings();
    }

    @Test
    void withoutSettingsItIsTheCassandraOfThisMachine() throws InvalidConfig {
        assertThat(load())
                .isEqualTo(
                        new CassandraSettings(
                                List.of(InetSocketAddress.createUnresolved("127.0.0.1", 9042)),
                                "datacenter1",
                                "carillon",
                                1,
                                Optional.empty(),
                                Optional.empty()));
    }

    @Test
    void everythingCanBeSaid(@TempDir Path folder) throws IOException, InvalidConfig {
        var ca = Files.writeString(folder.resolve("ca.pem"), "x");
        var settings =
                load(
                        "contact-points=db-1,db-2:9999,[::1]:7,[::2]",
                        "datacenter=west",
                        "keyspace=phones",
                        "replication-factor=3",
                        "username=carillon",
                        "password=a secret",
                        "tls.enabled=true",
                        "tls.ca=" + ca,
                        "tls.certificate=" + ca,
                        "tls.key=" + ca,
                        "tls.check-names=false");
        assertThat(settings.contactPoints())
                .extracting(each -> each.getHostString() + " " + each.getPort())
                .containsExactly("db-1 9042", "db-2 9999", "::1 7", "::2 9042");
        assertThat(settings.credentials())
                .contains(new CassandraSettings.Credentials("carillon", "a secret"));
        assertThat(settings.tls())
                .contains(
                        new CassandraSettings.Tls(
                                Optional.of(ca),
                                Optional.of(new CassandraSettings.Identity(ca, ca)),
                                false));
        assertThat(settings.toString()).doesNotContain("a secret");
        assertThat(Schema.cql(settings))
                .contains("CREATE KEYSPACE IF NOT EXISTS phones")
                .contains("{'class': 'NetworkTopologyStrategy', 'west': 3}")
                .doesNotContain("${");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
    contact-points=            | carillon.cassandra.contact-points = "": name at least one node
    contact-points=a:b         | carillon.cassandra.contact-points = a:b: each must be host or host:port
    keyspace=drop table        | carillon.cassandra.keyspace = drop table: must be a-z, 0-9 and _
    datacenter=                | carillon.cassandra.datacenter = "": must be a name
    replication-factor=0       | carillon.cassandra.replication-factor = 0: must be a number from 1 to 9
    tls.enabled=perhaps        | carillon.cassandra.tls.enabled = perhaps: must be true or false
    tls.ca=/nowhere            | carillon.cassandra.tls.ca = /nowhere: set carillon.cassandra.tls.enabled
    """)
    void whatIsWrongIsSaidInOneLine(String setting, String expected) {
        assertThatThrownBy(() -> load(setting))
                .isInstanceOf(InvalidConfig.class)
                .hasMessageContaining(expected)
                .message()
                .doesNotContain("\n");
    }

    @Test
    void filesOfTlsHaveToBeThere() {
        assertThatThrownBy(() -> load("tls.enabled=true", "tls.ca=/nowhere"))
                .hasMessageContaining("tls.ca = /nowhere: must be a file that can be read");
        assertThatThrownBy(() -> load("tls.enabled=true", "tls.key=/dev/null", "tls.certificate="))
                .hasMessageContaining("carillon.cassandra.tls.key and this, or neither");
    }
}
