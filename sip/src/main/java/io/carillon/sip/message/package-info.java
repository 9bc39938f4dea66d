/// Messages and the values inside them: immutable, over the received bytes.
///
/// In: what `codec` has cut into lines. Out: to every other package, which reads typed views
/// (parsed when first asked for, and kept) and makes changed copies that share untouched lines.
package io.carillon.sip.message;
