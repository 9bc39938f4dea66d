package io.carillon.sip.message;

/// What the parser makes of some octets: a message, or a value that says what is wrong with them.
public sealed interface ParseOutcome permits SipMessage, ParseFailure {}
