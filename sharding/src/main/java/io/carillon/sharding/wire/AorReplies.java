package io.carillon.sharding.wire;

import static io.carillon.sharding.wire.WireValues.aor;
import static io.carillon.sharding.wire.WireValues.flow;
import static io.carillon.sharding.wire.WireValues.key;

import com.google.protobuf.InvalidProtocolBufferException;

import io.carillon.sharding.location.AccountReply;
import io.carillon.sharding.location.AorReply;
import io.carillon.sharding.location.BindingsReply;
import io.carillon.sharding.wire.proto.WireAccount;
import io.carillon.sharding.wire.proto.WireAuthenticated;
import io.carillon.sharding.wire.proto.WireBinding;
import io.carillon.sharding.wire.proto.WireBindings;
import io.carillon.sharding.wire.proto.WireFailed;
import io.carillon.sharding.wire.proto.WireLocated;
import io.carillon.sip.location.Binding;
import io.carillon.sip.location.Contact;
import io.carillon.sip.location.LocationReply;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What AOR entities answer to other nodes, to its wire form and back (commands.proto).
final class AorReplies {
    private AorReplies() {}

    static WireLocated located(AorReply.Located reply) {
        var wire = WireLocated.newBuilder().setTransaction(key(reply.transaction()));
        switch (reply.reply()) {
            case LocationReply.Found(var targets) -> {
                wire.setKnown(true);
                for (var target : targets) wire.addTargets(WireValues.target(target));
            }
            case LocationReply.Unregistered() -> wire.setKnown(true);
            case LocationReply.Unknown() -> {}
        }
        return wire.build();
    }

    static AorReply.Located located(WireLocated wire) throws InvalidProtocolBufferException {
        var transaction = key(wire.getTransaction());
        if (!wire.getKnown()) return new AorReply.Located(transaction, new LocationReply.Unknown());
        if (wire.getTargetsCount() == 0) {
            return new AorReply.Located(transaction, new LocationReply.Unregistered());
        }
        var targets = WireValues.targets(wire.getTargetsList());
        return new AorReply.Located(transaction, new LocationReply.Found(targets));
    }

    static WireAuthenticated authenticated(AorReply.Authenticated reply) {
        return WireAuthenticated.newBuilder()
                .setTransaction(key(reply.transaction()))
                .setRight(reply.right())
                .setStale(reply.stale())
                .build();
    }

    static AorReply.Authenticated authenticated(WireAuthenticated wire)
            throws InvalidProtocolBufferException {
        return new AorReply.Authenticated(
                key(wire.getTransaction()), wire.getRight(), wire.getStale());
    }

    static WireFailed failed(AorReply.Failed reply) {
        return WireFailed.newBuilder().setTransaction(key(reply.transaction())).build();
    }

    static AorReply.Failed failed(WireFailed wire) throws InvalidProtocolBufferException {
        return new AorReply.Failed(key(wire.getTransaction()));
    }

    static WireAccount account(AccountReply reply) {
        return WireAccount.newBuilder().setAor(aor(reply.aor())).build();
    }

    static WireBindings bindings(BindingsReply reply) {
        var wire = WireBindings.newBuilder().setAor(aor(reply.aor())).setAtMillis(reply.atMillis());
        for (var binding : reply.bindings()) wire.addBindings(binding(binding));
        return wire.build();
    }

    static BindingsReply bindings(WireBindings wire) throws InvalidProtocolBufferException {
        var bindings = new ArrayList<Binding>(wire.getBindingsCount());
        for (var binding : wire.getBindingsList()) bindings.add(binding(binding));
        return new BindingsReply(aor(wire.getAor()), List.copyOf(bindings), wire.getAtMillis());
    }

    private static WireBinding binding(Binding binding) {
        var contact = binding.contact();
        var wire =
                WireBinding.newBuilder()
                        .setUri(contact.uri())
                        .setQ(contact.q())
                        .setInstance(contact.instance())
                        .setRegId(contact.regId())
                        .setParameters(contact.parameters())
                        .setCallId(binding.callId())
                        .setCseq((int) binding.cseq())
                        .setUpdatedAt(binding.updatedAt())
                        .setExpiresAt(binding.expiresAt())
                        .setLeaseUntil(binding.leaseUntil())
                        .addAllPath(binding.path())
                        .setUserAgent(binding.userAgent());
        binding.flow().ifPresent(flow -> wire.setFlow(flow(flow)));
        return wire.build();
    }

    private static Binding binding(WireBinding wire) throws InvalidProtocolBufferException {
        return new Binding(
                new Contact(
                        wire.getUri(),
                        wire.getQ(),
                        wire.getInstance(),
                        wire.getRegId(),
                        wire.getParameters()),
                wire.getCallId(),
                Integer.toUnsignedLong(wire.getCseq()),
                wire.getUpdatedAt(),
                wire.getExpiresAt(),
                wire.getLeaseUntil(),
                wire.hasFlow() ? Optional.of(flow(wire.getFlow())) : Optional.empty(),
                List.copyOf(wire.getPathList()),
                wire.getUserAgent());
    }
}
