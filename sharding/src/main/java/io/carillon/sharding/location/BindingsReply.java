package io.carillon.sharding.location;

import io.carillon.sip.location.Aor;
import io.carillon.sip.location.Binding;

import java.util.List;

/// The live bindings of an address-of-record, the most preferred first, for operators.
///
/// @param atMillis when this was true, epoch milliseconds; expiry times are relative to it
public record BindingsReply(Aor aor, List<Binding> bindings, long atMillis) {}
