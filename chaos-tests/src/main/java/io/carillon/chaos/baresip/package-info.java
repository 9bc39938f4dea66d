/// A softphone that others wrote, driven without a screen: baresip.
///
/// In: an account. Out: its events, by way of its control connection.
package io.carillon.chaos.baresip;
