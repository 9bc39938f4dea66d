/// Practice before the first message: a server of its own, on loopback, is played to for some
/// seconds, so that the code that will serve is compiled when it has to.
///
/// In: how long to practise. Out: nothing but a warm virtual machine.
package io.carillon.node.rehearsal;
