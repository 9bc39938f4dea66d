/// What operators see of entities, asked from the entities themselves.
///
/// In: questions of the HTTP interface. Out: messages to entities and their answers, in pages.
package io.carillon.node.views;
