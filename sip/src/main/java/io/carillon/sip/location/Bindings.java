package io.carillon.sip.location;

import io.carillon.sip.message.MalformedException;
import io.carillon.sip.message.SipUri;
import io.carillon.sip.message.Uri;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The bindings of one address-of-record, immutable, in the order in which they were first made.
///
/// Expired ones stay until [#withoutExpired] drops them. RFC 3261 §10.3, §16.5.
public final class Bindings {
    public static final Bindings NONE = new Bindings(new Binding[0]);

    /// Preference first; among equals the way that was confirmed last (RFC 5626 §7).
    private static final Comparator<Binding> BY_PREFERENCE =
            Comparator.comparingInt((Binding b) -> b.contact().q())
                    .thenComparingLong(Binding::updatedAt)
                    .reversed();

    private final Binding[] all;

    private Bindings(Binding[] all) {
        this.all = all;
    }

    public static Bindings of(List<Binding> bindings) {
        return bindings.isEmpty() ? NONE : new Bindings(bindings.toArray(Binding[]::new));
    }

    public int size() {
        return all.length;
    }

    public boolean isEmpty() {
        return all.length == 0;
    }

    /// All of them in the order of their making, expired ones included.
    public List<Binding> all() {
        return List.of(all);
    }

    /// The binding of this exact key.
    public Optional<Binding> find(String key) {
        var i = indexOf(key);
        return i < 0 ? Optional.empty() : Optional.of(all[i]);
    }

    /// The binding that a contact of a request speaks of: that of its instance and reg-id, else
    /// that of an equivalent URI (§19.1.4). The same text goes before another that is equivalent,
    /// for equivalence is not transitive.
    public Optional<Binding> find(Contact contact) {
        var same = find(contact.key());
        if (same.isPresent()) return same;
        for (var binding : all) {
            if (binding.contact().sameBinding(contact)) return Optional.of(binding);
        }
        return Optional.empty();
    }

    private int indexOf(String key) {
        for (int i = 0; i < all.length; i++) {
            if (all[i].key().equals(key)) return i;
        }
        return -1;
    }

    /// The live bindings, the most preferred first.
    public List<Binding> live(long nowMillis) {
        var live = new ArrayList<Binding>(all.length);
        for (var binding : all) {
            if (!binding.isExpired(nowMillis)) live.add(binding);
        }
        live.sort(BY_PREFERENCE);
        return live;
    }

    /// The targets of a request, the most preferred first. Contacts that are no SIP URIs may be
    /// registered, but a proxy cannot send to them.
    public List<Target> lookup(long nowMillis) {
        var live = live(nowMillis);
        var targets = new ArrayList<Target>(live.size());
        for (var binding : live) {
            if (sipUri(binding) instanceof SipUri uri) {
                var contact = binding.contact();
                targets.add(
                        new Target(
                                uri,
                                contact.q(),
                                binding.flow(),
                                binding.path(),
                                contact.instance(),
                                contact.regId()));
            }
        }
        return targets;
    }

    private static Uri sipUri(Binding binding) {
        try {
            return Uri.parse(binding.contact().uri());
        } catch (MalformedException e) {
            throw new IllegalStateException(e.getMessage()); // it was parsed before it was bound
        }
    }

    /// The bindings without those whose time is over: the one place where bindings expire.
    public Bindings withoutExpired(long nowMillis) {
        int live = 0;
        for (var binding : all) if (!binding.isExpired(nowMillis)) live++;
        if (live == all.length) return this;
        if (live == 0) return NONE;
        var kept = new Binding[live];
        int at = 0;
        for (var binding : all) if (!binding.isExpired(nowMillis)) kept[at++] = binding;
        return new Bindings(kept);
    }

    private Bindings withoutLeaseAt(long millis) {
        var kept = new ArrayList<Binding>(all.length);
        for (var binding : all) if (binding.leaseUntil() > millis) kept.add(binding);
        return kept.size() == all.length ? this : of(kept);
    }

    /// When the first of them expires, epoch milliseconds; [Long#MAX_VALUE] when there is none.
    public long nextExpiry() {
        long next = Long.MAX_VALUE;
        for (var binding : all) next = Math.min(next, binding.expiresAt());
        return next;
    }

    /// The bindings after an event. A new one takes the place of those whose lease ended before: an
    /// expiry is no event, and a user agent that comes back with a new contact each time must not
    /// make the stored state grow.
    public Bindings after(BindingEvent event) {
        return switch (event) {
            case BindingEvent.Bound(var binding) ->
                    withoutLeaseAt(binding.updatedAt()).with(binding);
            case BindingEvent.Removed(var key, var _) -> without(key);
        };
    }

    /// With this binding at the place of the one with its key, or at the end.
    Bindings with(Binding binding) {
        var i = indexOf(binding.key());
        var copy = Arrays.copyOf(all, i < 0 ? all.length + 1 : all.length);
        copy[i < 0 ? all.length : i] = binding;
        return new Bindings(copy);
    }

    /// With those of `stored` that are not among these any more: they have expired, and yet a
    /// restart within their lease would bring them back, so a request that removes them must find
    /// them.
    public Bindings and(Bindings stored) {
        var both = this;
        for (var binding : stored.all) if (indexOf(binding.key()) < 0) both = both.with(binding);
        return both;
    }

    private Bindings without(String key) {
        var i = indexOf(key);
        if (i < 0) return this;
        if (all.length == 1) return NONE;
        var copy = new Binding[all.length - 1];
        System.arraycopy(all, 0, copy, 0, i);
        System.arraycopy(all, i + 1, copy, i, copy.length - i);
        return new Bindings(copy);
    }

    /// The bindings as they are known after a restart. Refreshes inside a lease were not stored, so
    /// each is taken to last as long as its lease: perhaps too long, never too short.
    public Bindings recovered() {
        var copy = new Binding[all.length];
        for (int i = 0; i < all.length; i++) copy[i] = all[i].recovered();
        return new Bindings(copy);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bindings that && Arrays.equals(all, that.all);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(all);
    }

    @Override
    public String toString() {
        return Arrays.toString(all);
    }
}
