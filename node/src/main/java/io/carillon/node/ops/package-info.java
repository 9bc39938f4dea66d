/// What operators see: health, metrics and the HTTP interface.
///
/// In: counts from everywhere, questions over HTTP. Out: text and JSON.
package io.carillon.node.ops;
