/// Time for entities: a clock that never leaps, and wake-ups that cost next to nothing.
package io.carillon.sharding.time;
