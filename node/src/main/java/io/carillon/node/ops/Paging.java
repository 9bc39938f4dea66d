package io.carillon.node.ops;

import java.util.Optional;

/// The part of a list that is asked for by `?after=` and `?limit=`.
///
/// @param limit 1 to 1,000
record Paging(Optional<String> after, int limit) {
    private static final int MOST = 1_000;

    /// Empty when the limit is no number in its range.
    static Optional<Paging> of(HttpCall call) {
        var limit = call.parameter("limit").orElse("100");
        if (!limit.matches("\\d{1,4}")) return Optional.empty();
        int number = Integer.parseInt(limit);
        if (number < 1 || number > MOST) return Optional.empty();
        return Optional.of(new Paging(call.parameter("after"), number));
    }

    static HttpAnswer badLimit() {
        return HttpAnswer.problem(400, "Bad request", "limit must be from 1 to " + MOST);
    }
}
