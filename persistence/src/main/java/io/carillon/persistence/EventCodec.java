package io.carillon.persistence;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;

import io.carillon.persistence.proto.ContactBound;
import io.carillon.persistence.proto.ContactRemoved;
import io.carillon.persistence.proto.CredentialsRemoved;
import io.carillon.persistence.proto.CredentialsSet;
import io.carillon.persistence.proto.StoredAorState;
import io.carillon.sip.location.BindingEvent;

import org.apache.pekko.serialization.SerializerWithStringManifest;

import java.io.NotSerializableException;

/// Turns events and snapshots into bytes and back, under manifests that no refactoring changes.
///
/// Bytes are protobuf messages (aor_event.proto, aor_state.proto, which also hold the rules of
/// change); [AorEncoding] maps the values. Unknown fields are ignored: a newer node may have
/// written them. An unknown manifest is an error that names it. Stateless, safe from any thread.
public final class EventCodec extends SerializerWithStringManifest {

    static final String CONTACT_BOUND = "aor.contact-bound.v1";
    static final String CONTACT_REMOVED = "aor.contact-removed.v1";
    static final String CREDENTIALS_SET = "aor.credentials-set.v1";
    static final String CREDENTIALS_REMOVED = "aor.credentials-removed.v1";
    static final String AOR_STATE = "aor.state.v1";

    /// Stored with each event: never changes.
    private static final int IDENTIFIER = 5_061;

    @Override
    public int identifier() {
        return IDENTIFIER;
    }

    @Override
    public String manifest(Object value) {
        return switch (value) {
            case AorEvent event -> manifest(event);
            case AorState _ -> AOR_STATE;
            default -> throw notOurs(value);
        };
    }

    @Override
    public byte[] toBinary(Object value) {
        return switch (value) {
            case AorEvent event -> message(event).toByteArray();
            case AorState state -> AorEncoding.state(state).toByteArray();
            default -> throw notOurs(value);
        };
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
        try {
            return switch (manifest) {
                case CONTACT_BOUND -> {
                    var stored = ContactBound.parseFrom(bytes);
                    yield new AorEvent.ContactChanged(
                            new BindingEvent.Bound(AorEncoding.binding(stored.getBinding())));
                }
                case CONTACT_REMOVED -> {
                    var stored = ContactRemoved.parseFrom(bytes);
                    yield new AorEvent.ContactChanged(
                            new BindingEvent.Removed(stored.getKey(), stored.getAtMillis()));
                }
                case CREDENTIALS_SET -> {
                    var stored = CredentialsSet.parseFrom(bytes);
                    yield new AorEvent.CredentialsSet(
                            AorEncoding.hashes(stored.getCredentials()), stored.getAtMillis());
                }
                case CREDENTIALS_REMOVED -> {
                    var stored = CredentialsRemoved.parseFrom(bytes);
                    yield new AorEvent.CredentialsRemoved(stored.getAtMillis());
                }
                case AOR_STATE -> AorEncoding.state(StoredAorState.parseFrom(bytes));
                default ->
                        throw new NotSerializableException(
                                "unknown manifest '"
                                        + manifest
                                        + "': a newer release of Carillon wrote it; upgrade this"
                                        + " node");
            };
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            var damaged =
                    new NotSerializableException(
                            "damaged record of manifest '" + manifest + "': " + e.getMessage());
            damaged.initCause(e);
            throw damaged;
        }
    }

    private static String manifest(AorEvent event) {
        return switch (event) {
            case AorEvent.ContactChanged(BindingEvent.Bound _) -> CONTACT_BOUND;
            case AorEvent.ContactChanged(BindingEvent.Removed _) -> CONTACT_REMOVED;
            case AorEvent.CredentialsSet _ -> CREDENTIALS_SET;
            case AorEvent.CredentialsRemoved _ -> CREDENTIALS_REMOVED;
        };
    }

    private static MessageLite message(AorEvent event) {
        return switch (event) {
            case AorEvent.ContactChanged(BindingEvent.Bound(var binding)) ->
                    ContactBound.newBuilder().setBinding(AorEncoding.binding(binding)).build();
            case AorEvent.ContactChanged(BindingEvent.Removed(var key, var atMillis)) ->
                    ContactRemoved.newBuilder().setKey(key).setAtMillis(atMillis).build();
            case AorEvent.CredentialsSet(var hashes, var atMillis) ->
                    CredentialsSet.newBuilder()
                            .setCredentials(AorEncoding.hashes(hashes))
                            .setAtMillis(atMillis)
                            .build();
            case AorEvent.CredentialsRemoved(var atMillis) ->
                    CredentialsRemoved.newBuilder().setAtMillis(atMillis).build();
        };
    }

    private static IllegalArgumentException notOurs(Object value) {
        return new IllegalArgumentException("not an event of ours: " + value.getClass().getName());
    }
}
