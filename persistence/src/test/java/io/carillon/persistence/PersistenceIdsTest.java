package io.carillon.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.sip.location.Aor;

import org.junit.jupiter.api.Test;

import java.util.List;

/// Goal: an id is stable, printable, and leads back to its address-of-record.
class PersistenceIdsTest {

    @Test
    void idOfAnAddressIsSpeltInOneWay() {
        assertThat(PersistenceIds.of(new Aor("alice", "example.com")).id())
                .isEqualTo("aor|alice@example.com");
    }

    @Test
    void everyAddressComesBackFromItsId() {
        for (var user :
                List.of("alice", "a|b", "a@b", "100%", "%41", "nul\0", "\u00e9", "\u007f")) {
            var aor = new Aor(user, "example.com");
            var id = PersistenceIds.of(aor).id();

            assertThat(PersistenceIds.aor(id)).contains(aor);
            assertThat(id.chars()).noneMatch(c -> c < ' ' || c == 0x7f);
        }
    }

    @Test
    void differentAddressesHaveDifferentIds() {
        assertThat(PersistenceIds.of(new Aor("%00", "b")))
                .isNotEqualTo(PersistenceIds.of(new Aor("\0", "b")));
    }

    @Test
    void idOfSomethingElseIsNoAddress() {
        assertThat(PersistenceIds.aor("presentity|alice@example.com")).isEmpty();
        assertThat(PersistenceIds.aor("aor|nothing")).isEmpty();
    }
}
