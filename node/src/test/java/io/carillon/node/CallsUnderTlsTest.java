package io.carillon.node;

import io.carillon.sip.transport.Certificates;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import java.nio.file.Path;
import java.util.Map;

/// Nodes that talk to each other in secret, set up as an operator would.
@Timeout(60)
@Execution(ExecutionMode.CONCURRENT)
final class CallsUnderTlsTest {
    @Test
    void aCallCrossesNodesThatShowEachOtherCertificates(@TempDir Path folder) throws Exception {
        var made = Certificates.make(folder, "authority");
        var settings =
                Map.of(
                        "carillon.cluster.tls.certificate", made.certificate().toString(),
                        "carillon.cluster.tls.key", made.key().toString(),
                        "carillon.cluster.tls.ca", made.authority().toString());
        try (var nodes = new CoreWithEdges(folder, 95, settings);
                var bob = Phone.overTcp("bob", OpenServer.tcp(nodes.first));
                var alice = Phone.overUdp("alice", OpenServer.udp(nodes.second))) {
            bob.register("example.com");
            alice.call("bob", "example.com", "tls-1");
            Phone.talk(alice, bob, bob.asked("INVITE"));
        }
    }
}
