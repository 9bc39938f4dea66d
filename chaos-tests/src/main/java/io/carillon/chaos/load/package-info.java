/// Registrations in mass, with a ledger of what the server has promised.
///
/// In: a rate. Out: every binding whose 200 was seen, and which of them are gone.
package io.carillon.chaos.load;
