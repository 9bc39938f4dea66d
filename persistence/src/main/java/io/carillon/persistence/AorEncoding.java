package io.carillon.persistence;

import com.google.protobuf.ByteString;

import io.carillon.persistence.proto.StoredAorState;
import io.carillon.persistence.proto.StoredBinding;
import io.carillon.persistence.proto.StoredCredentials;
import io.carillon.persistence.proto.StoredFlow;
import io.carillon.sip.auth.PasswordHashes;
import io.carillon.sip.location.Binding;
import io.carillon.sip.location.Bindings;
import io.carillon.sip.location.Contact;
import io.carillon.sip.transport.Flow;
import io.carillon.sip.transport.Transport;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// Maps the values of an address-of-record to their stored form and back.
///
/// Knows no manifest and no Pekko. Values that the stored form cannot hold do not exist: see the
/// ranges in [Binding].
final class AorEncoding {

    private AorEncoding() {}

    static StoredAorState state(AorState state) {
        var stored = StoredAorState.newBuilder();
        for (var binding : state.bindings().all()) {
            stored.addBindings(binding(binding));
        }
        state.credentials().ifPresent(hashes -> stored.setCredentials(hashes(hashes)));
        return stored.build();
    }

    static AorState state(StoredAorState stored) {
        return new AorState(
                Bindings.of(stored.getBindingsList().stream().map(AorEncoding::binding).toList()),
                stored.hasCredentials()
                        ? Optional.of(hashes(stored.getCredentials()))
                        : Optional.empty());
    }

    /// Times are stored as distances from the first: shorter.
    static StoredBinding binding(Binding binding) {
        var contact = binding.contact();
        var stored =
                StoredBinding.newBuilder()
                        .setUri(contact.uri())
                        .setQ(contact.q())
                        .setInstance(contact.instance())
                        .setRegId(contact.regId())
                        .setParameters(contact.parameters())
                        .setCallId(binding.callId())
                        .setCseq((int) binding.cseq())
                        .setUpdatedAt(binding.updatedAt())
                        .setGrantedMillis(binding.expiresAt() - binding.updatedAt())
                        .setLeaseMillis(binding.leaseUntil() - binding.updatedAt())
                        .addAllPath(binding.path())
                        .setUserAgent(binding.userAgent());
        binding.flow().ifPresent(flow -> stored.setFlow(flow(flow)));
        return stored.build();
    }

    static Binding binding(StoredBinding stored) {
        return new Binding(
                new Contact(
                        stored.getUri(),
                        stored.getQ(),
                        stored.getInstance(),
                        stored.getRegId(),
                        stored.getParameters()),
                stored.getCallId(),
                Integer.toUnsignedLong(stored.getCseq()),
                stored.getUpdatedAt(),
                stored.getUpdatedAt() + stored.getGrantedMillis(),
                stored.getUpdatedAt() + stored.getLeaseMillis(),
                stored.hasFlow() ? flow(stored.getFlow()) : Optional.empty(),
                List.copyOf(stored.getPathList()),
                stored.getUserAgent());
    }

    static StoredCredentials hashes(PasswordHashes hashes) {
        var hex = HexFormat.of();
        return StoredCredentials.newBuilder()
                .setMd5(ByteString.copyFrom(hex.parseHex(hashes.md5())))
                .setSha256(ByteString.copyFrom(hex.parseHex(hashes.sha256())))
                .build();
    }

    static PasswordHashes hashes(StoredCredentials stored) {
        var hex = HexFormat.of();
        return new PasswordHashes(
                hex.formatHex(stored.getMd5().toByteArray()),
                hex.formatHex(stored.getSha256().toByteArray()));
    }

    private static StoredFlow flow(Flow flow) {
        var address = flow.remote().getAddress();
        return StoredFlow.newBuilder()
                .setEdge(flow.edge())
                .setTransport(flow.transport().code())
                .setListener(flow.listener())
                .setConnection(flow.connection())
                .setRemoteAddress(ByteString.copyFrom(address.getAddress()))
                .setRemotePort(flow.remotePort())
                .setRemoteScope(address instanceof Inet6Address six ? six.getScopeId() : 0)
                .build();
    }

    /// Empty when the transport is one that this release does not know: then the contact's URI is
    /// what is left to try.
    private static Optional<Flow> flow(StoredFlow stored) {
        return Transport.of(stored.getTransport())
                .map(
                        transport ->
                                new Flow(
                                        stored.getEdge(),
                                        transport,
                                        stored.getListener(),
                                        stored.getConnection(),
                                        new InetSocketAddress(
                                                address(stored), stored.getRemotePort())));
    }

    private static InetAddress address(StoredFlow stored) {
        var bytes = stored.getRemoteAddress().toByteArray();
        try {
            return stored.getRemoteScope() == 0
                    ? InetAddress.getByAddress(bytes)
                    : Inet6Address.getByAddress(null, bytes, stored.getRemoteScope());
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("an address of " + bytes.length + " octets", e);
        }
    }
}
