/// What the operator decided, checked at start.
///
/// In: files and command-line arguments in HOCON. Out: settings of each part as values, or one line
/// that says which key is wrong and what is allowed.
package io.carillon.node.config;
