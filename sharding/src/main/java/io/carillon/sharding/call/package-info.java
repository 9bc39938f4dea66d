/// One entity for each Call-ID: the actor around the proxy core.
///
/// In: requests and responses from the edge, answers of AOR entities, alarms. Out: messages to
/// `flow.Outbound`, questions to AOR entities.
package io.carillon.sharding.call;
