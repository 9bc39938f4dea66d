/// Ladders: the arrows of a call flow as text, played in virtual time against whatever is tested.
///
/// In: a ladder file and a subject. Out: a transcript in the same grammar, and whether they agree.
///
/// ```
/// # a comment; lines before the first time are settings of the subject
/// transport udp
/// 0ms     alice -> proxy  INVITE sip:bob@example.com    # from a peer: injected
/// 0ms     proxy -> bob    INVITE | max-forwards=69 via=2 branch=$a   # from the subject: expected
/// 500ms   proxy -x bob    INVITE | branch=$a            # expected, and lost on the way
/// 600ms   bob   -x proxy  INVITE/180                    # lost: not injected
/// 700ms   proxy .         Completed                     # the subject's state from now on
/// 700ms   proxy start G   500ms                         # timers
/// 800ms   proxy stop G
/// 9s      end                                           # what runs longer is not looked at
/// ```
/// Nothing may come from the subject but what is written, until no timer is left or the `end`;
/// only states and timers need not be written. Right of the bar stand, in a line of the subject,
/// properties that the message must have: `name=value`, `name` for there, `-name` for not there,
/// `name=$x` for the same value as wherever else `$x` stands, `name=*` for any. A value with spaces
/// stands in double or single quotes. In a peer's line they say how the message is made.
package io.carillon.sip.ladder;
