/// Telephones by the thousand, on one thread: users that register, call each other and remember
/// what became of every call as both ends saw it.
///
/// In: the addresses of the edges and a [Mix]. Out: messages to the edges; a [CallFate] for each
/// call, the bindings that were promised, and [Figures].
package io.carillon.chaos.workload;
