package io.carillon.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.sip.location.RegistrarSettings;
import io.carillon.sip.proxy.ProxySettings.Relay;
import io.carillon.sip.transport.Transport;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What can be configured, and the one line that says what cannot.
class NodeConfigTest {
    @TempDir Path folder;

    private NodeConfig load(String... settings) throws InvalidConfig {
        return load(Optional.empty(), settings);
    }

    private NodeConfig load(Optional<Path> file, String... settings) throws InvalidConfig {
        Map<String, String> arguments = new LinkedHashMap<>();
        arguments.put("carillon.data-dir", folder.resolve("data").toString());
        for (var setting : settings) {
            int equals = setting.indexOf('=');
            arguments.put(setting.substring(0, equals), setting.substring(equals + 1));
        }
        return NodeConfig.load(file, arguments);
    }

    @Test
    void defaultsAreThoseOfTheManual() throws Exception {
        var config = load();
        assertThat(config.domains()).containsExactly("localhost");
        assertThat(config.edge().addresses())
                .extracting(each -> each.transport() + " " + each.bind().getPort())
                .containsExactly("UDP 5060", "TCP 5060");
        assertThat(config.authenticate()).isTrue();
        assertThat(config.relay()).isEqualTo(Relay.AUTHENTICATED);
        assertThat(config.registrar()).isEqualTo(RegistrarSettings.DEFAULT);
        assertThat(config.http().orElseThrow().listen().getPort()).isEqualTo(8080);
        assertThat(config.recordRoute()).isTrue();
        assertThat(config.messageTrace()).isZero();
        assertThat(config.loops()).isPositive();
        assertThat(config.actors().getString("pekko.persistence.journal.plugin"))
                .isEqualTo("carillon.persistence.embedded.journal");
        assertThat(config.actors().getString("carillon.persistence.embedded.directory"))
                .startsWith(folder.toString());
        assertThat(config.actors().getString("pekko.cluster.sharding.use-dispatcher"))
                .isEqualTo("carillon.loops");
    }

    @Test
    void listsAreWrittenInThreeWays() throws Exception {
        assertThat(load("carillon.domains.0=A.example", "carillon.domains.1=b.example").domains())
                .containsExactly("a.example", "b.example");
        assertThat(load("carillon.domains=a.example,b.example").domains()).hasSize(2);
        assertThat(load("carillon.domains=[\"a.example\",\"b.example\"]").domains()).hasSize(2);
        assertThat(
                        load(
                                        "carillon.listen.udp.0=127.0.0.1:5070",
                                        "carillon.listen.udp.1=[::1]:5070",
                                        "carillon.listen.tcp=")
                                .edge()
                                .addresses())
                .extracting(each -> each.advertisedHost())
                .containsExactly("127.0.0.1", "0:0:0:0:0:0:0:1");
    }

    @Test
    void argumentsWinOverTheFile() throws Exception {
        var file = file("carillon { domains = [file.example], registrar.max-contacts = 3 }");
        var config = load(Optional.of(file), "carillon.domains.0=argument.example");
        assertThat(config.domains()).containsExactly("argument.example");
        assertThat(config.registrar().maxContacts()).isEqualTo(3);
    }

    @Test
    void advertisedHostAndPortReplaceTheListeners() throws Exception {
        var config =
                load("carillon.listen.udp=0.0.0.0:5060", "carillon.advertise=sip.example:5080");
        assertThat(config.edge().addresses().getFirst().advertisedHost()).isEqualTo("sip.example");
        assertThat(config.edge().addresses().getFirst().advertisedPort()).isEqualTo(5080);
    }

    @Test
    void routesAreRules() throws Exception {
        var config =
                load(
                        "carillon.routes.0.prefix=00",
                        "carillon.routes.0.next-hop=sip:gateway.example;transport=tcp");
        var rule = config.routes().getFirst();
        assertThat(rule.prefix()).contains("00");
        assertThat(rule.nextHop().transport()).contains("tcp");
    }

    @Test
    void theSecretIsGeneratedOnceAndIsTheOwnersAlone() throws Exception {
        load();
        var file = folder.resolve("data/secret");
        var first = Files.readString(file);
        load();
        assertThat(Files.readString(file)).isEqualTo(first).hasSizeGreaterThan(40);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void openServersAreAllowedOnLoopbackOrInSoManyWords() throws Exception {
        assertThat(load("carillon.auth=none", "carillon.relay=any").authenticate()).isFalse();
        assertThat(
                        load(
                                        "carillon.auth=none",
                                        "carillon.listen.udp=192.0.2.1:5060",
                                        "carillon.i-know-that-auth-none-is-open=true")
                                .edge()
                                .addresses())
                .extracting(each -> each.transport())
                .contains(Transport.UDP);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
    carillon.domain=x                    | carillon.domain = x: no such key; did you mean carillon.domains?
    carillon.frobnicate=1                | carillon.frobnicate = 1: no such key
    other.key=1                          | -Dother.key = 1: keys begin with carillon.
    carillon.domains=                    | carillon.domains = "": name at least one domain
    carillon.domains.0=a b               | 'a b' is no domain name
    carillon.listen.udp=127.0.0.1        | carillon.listen.udp = 127.0.0.1: must be host:port
    carillon.listen.udp=127.0.0.1:70000  | carillon.listen.udp = 127.0.0.1:70000: must be host:port
    carillon.listen.tcp=0.0.0.0:5060     | carillon.listen.tcp = 0.0.0.0:5060: set carillon.advertise
    carillon.listen.udp=h.invalid:5060   | h.invalid is neither an address nor a known name
    carillon.auth=basic                  | carillon.auth = basic: must be digest or none
    carillon.relay=all                   | carillon.relay = all: must be none or authenticated or any
    carillon.registrar.min-expires=soon  | carillon.registrar.min-expires = soon: must be a number from 1
    carillon.registrar.max-expires=59    | carillon.registrar.max-expires = 59: must be a number from 60
    carillon.registrar.max-contacts=0    | must be a number from 1 to 1000
    carillon.message-trace=2 GiB         | carillon.message-trace = 2 GiB: must be a size from 0 to
    carillon.message-trace=on            | carillon.message-trace = on: must be a size from 0 to
    carillon.record-route=maybe          | carillon.record-route = maybe: must be true or false
    carillon.journal=mysql               | carillon.journal = mysql: must be embedded or cassandra
    carillon.http.listen=192.0.2.1:80    | carillon.http.listen = 192.0.2.1:80: set carillon.http.token
    carillon.http.token=short            | carillon.http.token = ***: must have at least 16 characters
    carillon.secret=short                | carillon.secret = ***: must have at least 16 characters
    carillon.accounts-file=/nowhere      | carillon.accounts-file = /nowhere: must be a file that can be read
    carillon.routes.0.next-hop=sip:a     | each rule is {
    carillon.edge.patience=never         | must be a time from 1 to 3600 seconds
    carillon.data-dir=/proc/x            | carillon.data-dir = /proc/x: must be a folder that can be written
    carillon.advertise=a:b:c             | carillon.advertise = a:b:c: must be host or host:port
    carillon.domains=[a                  | carillon.domains
    """)
    void whatIsWrongIsSaidInOneLine(String setting, String expected) {
        assertThatThrownBy(() -> load(setting))
                .isInstanceOf(InvalidConfig.class)
                .hasMessageContaining(expected)
                .message()
                .doesNotContain("\n");
    }

    @Test
    void openServersAreRefusedWhereOthersCanReachThem() {
        assertThatThrownBy(() -> load("carillon.auth=none", "carillon.listen.udp=192.0.2.1:5060"))
                .isInstanceOf(InvalidConfig.class)
                .hasMessageContaining("carillon.auth = none: must be digest")
                .hasMessageContaining("carillon.i-know-that-auth-none-is-open");
        assertThatThrownBy(
                        () ->
                                load(
                                        "carillon.auth=none",
                                        "carillon.relay=any",
                                        "carillon.i-know-that-auth-none-is-open=true",
                                        "carillon.listen.udp=192.0.2.1:5060"))
                .isInstanceOf(InvalidConfig.class)
                .hasMessageContaining("carillon.relay = any: must be none or authenticated");
    }

    @Test
    void filesThatCannotBeUsedAreNamed() throws IOException {
        var missing = Optional.of(folder.resolve("missing.conf"));
        assertThatThrownBy(() -> load(missing)).hasMessageContaining("missing.conf: no file");
        var broken = Optional.of(file("carillon { domains = [ }"));
        assertThatThrownBy(() -> load(broken))
                .isInstanceOf(InvalidConfig.class)
                .hasMessageContaining("node.conf");
        var unknown = Optional.of(file("carillon.listen.upd = \"127.0.0.1:1\""));
        assertThatThrownBy(() -> load(unknown))
                .hasMessageContaining("did you mean carillon.listen.udp?");
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("node.conf"), text);
    }
}
