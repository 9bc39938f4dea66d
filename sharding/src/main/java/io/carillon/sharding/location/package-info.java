/// One entity for each address-of-record: the actor around bindings and credentials.
///
/// In: REGISTER requests from the edge, questions of call entities, changes of accounts. Out:
/// events to the journal, answers to `flow.Outbound` and to who asked.
package io.carillon.sharding.location;
