package io.carillon.sharding.flow;

import io.carillon.sip.transport.Listener;

import java.util.List;

/// What an edge says of itself when it is asked.
///
/// @param edge its name, as [io.carillon.sip.transport.Edges] has it
/// @param listeners its sockets
public record EdgeDescription(String edge, List<Listener> listeners) implements EdgeNews {}
