package io.carillon.chaos.workload;

/// What the network between telephones and edges does to datagrams, each way: the share of them
/// that is lost, that comes twice, and that comes late (by up to [#LATEST_MILLIS]) and so out of
/// order.
///
/// Connections are spared: to them the kernel makes it mere delay.
public record Weather(double lost, double doubled, double late) {
    /// Nothing goes wrong.
    public static final Weather FAIR = new Weather(0, 0, 0);

    static final int LATEST_MILLIS = 100;

    public Weather {
        if (lost < 0 || lost > 1 || doubled < 0 || doubled > 1 || late < 0 || late > 1) {
            throw new IllegalArgumentException("shares lie between 0 and 1");
        }
    }
}
