/// Scenarios: what cluster, what load, what goes wrong when, and what must hold, as text that
/// people write and values that a trial follows.
///
/// In: lines of text. Out: a [Scenario], or a [ScenarioError] that names the line.
package io.carillon.chaos.scenario;
