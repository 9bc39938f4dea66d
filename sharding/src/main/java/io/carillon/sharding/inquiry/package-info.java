/// What operators ask of the nodes: which calls each has, which users its journal knows.
///
/// In: questions of whichever node an operator talks to. Out: what the asked node has, bounded so
/// that it fits into one message. Nothing here is on the path of a SIP message.
package io.carillon.sharding.inquiry;
