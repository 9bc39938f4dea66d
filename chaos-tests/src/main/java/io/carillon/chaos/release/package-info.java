/// Other releases than this one, made from the history of this checkout.
///
/// In: the name of a commit. Out: a folder like a checkout, built, whose `./carillon` starts nodes
/// that tell a version of their own.
package io.carillon.chaos.release;
