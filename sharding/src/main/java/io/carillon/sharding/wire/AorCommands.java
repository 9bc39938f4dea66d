package io.carillon.sharding.wire;

import static io.carillon.sharding.wire.WireValues.aor;
import static io.carillon.sharding.wire.WireValues.flow;
import static io.carillon.sharding.wire.WireValues.key;
import static io.carillon.sharding.wire.WireValues.method;
import static io.carillon.sharding.wire.WireValues.receipt;

import com.google.protobuf.InvalidProtocolBufferException;

import io.carillon.sharding.location.AorCommand;
import io.carillon.sharding.wire.proto.WireAorQuestion;
import io.carillon.sharding.wire.proto.WireAuthenticate;
import io.carillon.sharding.wire.proto.WireCredentials;
import io.carillon.sharding.wire.proto.WireLookUp;
import io.carillon.sharding.wire.proto.WireRegister;
import io.carillon.sharding.wire.proto.WireSetCredentials;
import io.carillon.sip.auth.DigestAlgorithm;
import io.carillon.sip.auth.DigestCredentials;
import io.carillon.sip.auth.PasswordHashes;

import org.apache.pekko.actor.typed.ActorRef;

/// What AOR entities are told from other nodes, to its wire form and back (commands.proto).
final class AorCommands {
    private final ActorRefs refs;

    AorCommands(ActorRefs refs) {
        this.refs = refs;
    }

    WireRegister register(AorCommand.Register command) {
        var wire =
                WireRegister.newBuilder()
                        .setAor(aor(command.aor()))
                        .setRequest(MessageOctets.of(command.request()))
                        .setFlow(flow(command.flow()));
        if (!command.receipt().isNone()) wire.setReceipt(receipt(command.receipt()));
        return wire.build();
    }

    AorCommand.Register register(WireRegister wire) throws InvalidProtocolBufferException {
        return new AorCommand.Register(
                aor(wire.getAor()),
                MessageOctets.request(wire.getRequest()),
                flow(wire.getFlow()),
                receipt(wire.getReceipt()));
    }

    WireLookUp lookUp(AorCommand.LookUp command) {
        return WireLookUp.newBuilder()
                .setAor(aor(command.aor()))
                .setTransaction(key(command.transaction()))
                .setReplyTo(refs.text(command.replyTo()))
                .build();
    }

    AorCommand.LookUp lookUp(WireLookUp wire) throws InvalidProtocolBufferException {
        return new AorCommand.LookUp(
                aor(wire.getAor()), key(wire.getTransaction()), refs.ref(wire.getReplyTo()));
    }

    WireAuthenticate authenticate(AorCommand.Authenticate command) {
        return WireAuthenticate.newBuilder()
                .setAor(aor(command.aor()))
                .setTransaction(key(command.transaction()))
                .setCredentials(credentials(command.credentials()))
                .setMethod(command.method().toString())
                .setReplyTo(refs.text(command.replyTo()))
                .build();
    }

    AorCommand.Authenticate authenticate(WireAuthenticate wire)
            throws InvalidProtocolBufferException {
        return new AorCommand.Authenticate(
                aor(wire.getAor()),
                key(wire.getTransaction()),
                credentials(wire.getCredentials()),
                method(wire.getMethod()),
                refs.ref(wire.getReplyTo()));
    }

    private static WireCredentials credentials(DigestCredentials credentials) {
        return WireCredentials.newBuilder()
                .setUsername(credentials.username())
                .setRealm(credentials.realm())
                .setNonce(credentials.nonce())
                .setUri(credentials.uri())
                .setResponse(credentials.response())
                .setAlgorithm(credentials.algorithm().token())
                .setQop(credentials.qop())
                .setCnonce(credentials.cnonce())
                .setNc(credentials.nc())
                .build();
    }

    private static DigestCredentials credentials(WireCredentials wire)
            throws InvalidProtocolBufferException {
        var algorithm = DigestAlgorithm.of(wire.getAlgorithm());
        if (algorithm.isEmpty()) {
            throw new InvalidProtocolBufferException("unknown digest " + wire.getAlgorithm());
        }
        return new DigestCredentials(
                wire.getUsername(),
                wire.getRealm(),
                wire.getNonce(),
                wire.getUri(),
                wire.getResponse(),
                algorithm.get(),
                wire.getQop(),
                wire.getCnonce(),
                wire.getNc());
    }

    WireSetCredentials setCredentials(AorCommand.SetCredentials command) {
        return WireSetCredentials.newBuilder()
                .setAor(aor(command.aor()))
                .setMd5(command.hashes().md5())
                .setSha256(command.hashes().sha256())
                .setReplyTo(refs.text(command.replyTo()))
                .build();
    }

    AorCommand.SetCredentials setCredentials(WireSetCredentials wire)
            throws InvalidProtocolBufferException {
        if (wire.getMd5().length() != 32 || wire.getSha256().length() != 64) {
            throw new InvalidProtocolBufferException("not the hashes of a password");
        }
        return new AorCommand.SetCredentials(
                aor(wire.getAor()),
                new PasswordHashes(wire.getMd5(), wire.getSha256()),
                refs.ref(wire.getReplyTo()));
    }

    /// The commands that say nothing but whom they ask about and who wants to know.
    WireAorQuestion question(AorCommand.ToAor command, ActorRef<?> replyTo) {
        return WireAorQuestion.newBuilder()
                .setAor(aor(command.aor()))
                .setReplyTo(refs.text(replyTo))
                .build();
    }

    AorCommand.RemoveAccount removeAccount(WireAorQuestion wire)
            throws InvalidProtocolBufferException {
        return new AorCommand.RemoveAccount(aor(wire.getAor()), refs.ref(wire.getReplyTo()));
    }

    AorCommand.GetAccount getAccount(WireAorQuestion wire) throws InvalidProtocolBufferException {
        return new AorCommand.GetAccount(aor(wire.getAor()), refs.ref(wire.getReplyTo()));
    }

    AorCommand.GetBindings getBindings(WireAorQuestion wire) throws InvalidProtocolBufferException {
        return new AorCommand.GetBindings(aor(wire.getAor()), refs.ref(wire.getReplyTo()));
    }
}
