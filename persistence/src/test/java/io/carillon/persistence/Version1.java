package io.carillon.persistence;

import io.carillon.sip.auth.PasswordHashes;
import io.carillon.sip.location.Binding;
import io.carillon.sip.location.BindingEvent;
import io.carillon.sip.location.Bindings;
import io.carillon.sip.location.Contact;
import io.carillon.sip.transport.Flow;
import io.carillon.sip.transport.Transport;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The values whose bytes of version 1 lie in `compat/v1`, by file name.
///
/// Never changed: when a field is added, its value here is what a reader of old bytes has to see.
final class Version1 {

    private static final PasswordHashes HASHES =
            PasswordHashes.of("alice", "example.com", "correct horse battery staple");

    private Version1() {}

    /// A stored value and the manifest it is stored under.
    record Sample(String manifest, Object value) {}

    static Map<String, Sample> samples() {
        var samples = new LinkedHashMap<String, Sample>();
        samples.put("contact-bound", sample("aor.contact-bound.v1", bound(full())));
        samples.put("contact-bound-minimal", sample("aor.contact-bound.v1", bound(minimal())));
        samples.put("contact-bound-ipv6", sample("aor.contact-bound.v1", bound(overIpv6())));
        samples.put(
                "contact-removed",
                sample(
                        "aor.contact-removed.v1",
                        new AorEvent.ContactChanged(
                                new BindingEvent.Removed(
                                        "sip:alice@192.0.2.7:5062;ob", 1_800_000_123_456L))));
        samples.put(
                "credentials-set",
                sample(
                        "aor.credentials-set.v1",
                        new AorEvent.CredentialsSet(HASHES, 1_800_000_000_001L)));
        samples.put(
                "credentials-removed",
                sample(
                        "aor.credentials-removed.v1",
                        new AorEvent.CredentialsRemoved(1_800_000_000_002L)));
        samples.put(
                "state",
                sample(
                        "aor.state.v1",
                        new AorState(
                                Bindings.of(List.of(full(), minimal(), overIpv6())),
                                Optional.of(HASHES))));
        samples.put("state-empty", sample("aor.state.v1", AorState.EMPTY));
        return samples;
    }

    private static Sample sample(String manifest, Object value) {
        return new Sample(manifest, value);
    }

    private static AorEvent bound(Binding binding) {
        return new AorEvent.ContactChanged(new BindingEvent.Bound(binding));
    }

    private static Binding full() {
        return new Binding(
                new Contact(
                        "sip:alice@192.0.2.7:5062;transport=tcp;ob?X-Day=%C3%A9",
                        700,
                        "\"<urn:uuid:00000000-0000-1000-8000-000A95A0E128>\"",
                        2,
                        ";methods=\"INVITE, BYE\";x=\u00e9"),
                "3848276298220188511@alice.example.com",
                2_147_483_647L,
                1_800_000_000_000L,
                1_800_003_600_000L,
                1_800_007_200_000L,
                Optional.of(
                        new Flow(
                                Transport.TLS,
                                1,
                                0x7fff_ffff_ffff_fffeL,
                                remote(new byte[] {(byte) 192, 0, 2, 7}, 65_535))),
                List.of("<sip:edge1.example.com;lr>", "<sip:edge2.example.com;lr;ob>"),
                "Softphone/4.2 (\u00fc)");
    }

    private static Binding minimal() {
        return new Binding(
                new Contact("tel:+15551234", 1000, "", 0, ""),
                "a",
                0,
                1_800_000_000_000L,
                1_800_000_060_000L,
                1_800_000_060_000L,
                Optional.empty(),
                List.of(),
                "");
    }

    private static Binding overIpv6() {
        var address = new byte[16];
        address[0] = 0x20;
        address[1] = 0x01;
        address[2] = 0x0d;
        address[3] = (byte) 0xb8;
        address[15] = 9;
        return new Binding(
                new Contact("sip:alice@[2001:db8::9]", 0, "", 0, ""),
                "b@[2001:db8::9]",
                7,
                1_800_000_000_000L,
                1_800_000_120_000L,
                1_800_000_240_000L,
                Optional.of(new Flow(Transport.UDP, 0, 0, remote(address, 5060))),
                List.of(),
                "");
    }

    private static InetSocketAddress remote(byte[] address, int port) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(address), port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
