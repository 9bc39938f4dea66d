/// Time for entities: wake-ups that cost next to nothing.
package io.carillon.sharding.time;
