/// Processes of the operating system: started, watched by way of `/proc`, and always ended.
///
/// In: command lines. Out: their output as files, their costs as numbers.
package io.carillon.chaos.process;
