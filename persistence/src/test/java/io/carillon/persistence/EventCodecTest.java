package io.carillon.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;

import io.carillon.persistence.proto.ContactBound;
import io.carillon.persistence.proto.StoredBinding;
import io.carillon.persistence.proto.StoredFlow;
import io.carillon.sip.location.BindingEvent;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.NotSerializableException;

/// Goal: events survive the way to bytes and back, also beside a newer or older release.
///
/// Method: the values of [Version1], and messages with what only a newer release could write.
class EventCodecTest {

    private final EventCodec codec = new EventCodec();

    static Iterable<Object> values() {
        return Version1.samples().values().stream().map(Version1.Sample::value).toList();
    }

    @ParameterizedTest
    @MethodSource("values")
    void valueIsTheSameAfterAWayThroughBytes(Object value) throws Exception {
        assertThat(codec.fromBinary(codec.toBinary(value), codec.manifest(value))).isEqualTo(value);
    }

    @Test
    void unknownFieldsAreIgnored() throws Exception {
        var sample = Version1.samples().get("contact-bound");
        var newer =
                ContactBound.parseFrom(codec.toBinary(sample.value())).toBuilder()
                        .setUnknownFields(ofTheFuture())
                        .build();
        var newerInside =
                newer.toBuilder()
                        .setBinding(newer.getBinding().toBuilder().setUnknownFields(ofTheFuture()))
                        .build();

        assertThat(codec.fromBinary(newerInside.toByteArray(), sample.manifest()))
                .isEqualTo(sample.value());
    }

    @Test
    void flowOfAnUnknownTransportIsLeftOut() throws Exception {
        var flow =
                StoredFlow.newBuilder()
                        .setTransport(99)
                        .setRemoteAddress(ByteString.copyFrom(new byte[4]));
        var bound =
                ContactBound.newBuilder()
                        .setBinding(StoredBinding.newBuilder().setUri("sip:a@b").setFlow(flow));

        var event = codec.fromBinary(bound.build().toByteArray(), EventCodec.CONTACT_BOUND);

        assertThat(event)
                .isInstanceOfSatisfying(
                        AorEvent.ContactChanged.class,
                        changed ->
                                assertThat(changed.change())
                                        .isInstanceOfSatisfying(
                                                BindingEvent.Bound.class,
                                                e -> assertThat(e.binding().flow()).isEmpty()));
    }

    @Test
    void unknownManifestIsNamed() {
        assertThatThrownBy(() -> codec.fromBinary(new byte[0], "aor.contact-bound.v9"))
                .isInstanceOf(NotSerializableException.class)
                .hasMessageContaining("aor.contact-bound.v9")
                .hasMessageContaining("newer release");
    }

    @Test
    void damagedBytesAreAnErrorThatNamesTheManifest() {
        assertThatThrownBy(() -> codec.fromBinary(new byte[] {10, 99, 1}, EventCodec.CONTACT_BOUND))
                .isInstanceOf(NotSerializableException.class)
                .hasMessageContaining("damaged")
                .hasMessageContaining(EventCodec.CONTACT_BOUND);
        // No hashes at all: not something to let a user in with.
        assertThatThrownBy(() -> codec.fromBinary(new byte[0], EventCodec.CREDENTIALS_SET))
                .isInstanceOf(NotSerializableException.class)
                .hasMessageContaining(EventCodec.CREDENTIALS_SET);
    }

    @Test
    void whatIsNotOursIsRefused() {
        assertThatThrownBy(() -> codec.toBinary("text"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("java.lang.String");
    }

    private static UnknownFieldSet ofTheFuture() {
        return UnknownFieldSet.newBuilder()
                .addField(1999, UnknownFieldSet.Field.newBuilder().addVarint(42).build())
                .addField(
                        2000,
                        UnknownFieldSet.Field.newBuilder()
                                .addLengthDelimited(ByteString.copyFromUtf8("later"))
                                .build())
                .build();
    }
}
