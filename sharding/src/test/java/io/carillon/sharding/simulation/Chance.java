package io.carillon.sharding.simulation;

import java.util.List;
import java.util.Random;

/// All that is left to chance in one run.
final class Chance {
    private final Random random;

    Chance(long seed) {
        random = new Random(seed);
    }

    /// True so many times in a hundred.
    boolean percent(int of100) {
        return random.nextInt(100) < of100;
    }

    /// Both ends included.
    long between(long least, long most) {
        return least + random.nextLong(most - least + 1);
    }

    <T> T oneOf(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    long number() {
        return random.nextLong();
    }

    Random random() {
        return random;
    }
}
