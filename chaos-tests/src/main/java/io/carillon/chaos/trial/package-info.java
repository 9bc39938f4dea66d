/// Trials: a scenario played on a cluster of real processes, and what was found.
///
/// In: a [io.carillon.chaos.scenario.Scenario]. Out: an [Outcome] and its report; no process is
/// left behind.
package io.carillon.chaos.trial;
