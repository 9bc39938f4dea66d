package io.carillon.chaos.workload;

/// Delays in milliseconds: how many there were, the median, the 99th percentile and the longest.
public record Distribution(long count, int median, int p99, int longest) {
    /// @param counts how many delays there were of each number of milliseconds
    static Distribution of(int[] counts) {
        long count = 0;
        int longest = 0;
        for (int i = 0; i < counts.length; i++) {
            count += counts[i];
            longest = counts[i] > 0 ? i : longest;
        }
        return new Distribution(
                count, percentile(counts, count, 50), percentile(counts, count, 99), longest);
    }

    private static int percentile(int[] counts, long count, int percent) {
        long left = (count * percent + 99) / 100;
        for (int i = 0; i < counts.length; i++) {
            left -= counts[i];
            if (left <= 0) {
                return i;
            }
        }
        return 0;
    }

    @Override
    public String toString() {
        return "median %d ms, p99 %d ms, longest %d ms".formatted(median, p99, longest);
    }
}
