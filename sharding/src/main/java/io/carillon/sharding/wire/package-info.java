/// How what entities and edges tell each other becomes octets when it changes node.
///
/// In: commands, replies and states of calls. Out: protobuf messages under explicit manifests, and
/// the same values on the other node. Read [WireSerializer] first.
package io.carillon.sharding.wire;
