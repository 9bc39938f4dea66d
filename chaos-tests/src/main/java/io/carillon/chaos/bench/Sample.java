package io.carillon.chaos.bench;

import java.util.Locale;

/// One measured run of a workload at one rate against one server.
///
/// @param subject the server's name
/// @param workload what was run
/// @param rate runs begun each second
/// @param runs how many were begun
/// @param ok how many went as they should
/// @param failed how many did not
/// @param retransmissions requests and answers sent again by the caller and the callee
/// @param strays messages that the caller or the callee had no place for
/// @param serverDrops datagrams dropped at the server's sockets for want of receive buffer
/// @param sippDrops the same at the caller's and the callee's
/// @param achieved runs completed each second
/// @param cpuSeconds processor time of the server, with what it did up to the end of the settling
/// @param p50 median time to the first answer that counts (180 of a call, else the final one), ms
/// @param p95 the same, 95th percentile, ms
/// @param p99 the same, 99th percentile, ms
/// @param memoryMib the server's memory (PSS) at the end
/// @param othersPercent what else ran on the machine, in percent of one core
/// @param links what the server's nodes have told each other meanwhile
record Sample(
        String subject,
        Workload workload,
        int rate,
        long runs,
        long ok,
        long failed,
        long retransmissions,
        long strays,
        long serverDrops,
        long sippDrops,
        double achieved,
        double cpuSeconds,
        double p50,
        double p95,
        double p99,
        double memoryMib,
        double othersPercent,
        LinkCount links) {

    /// Processor time of the server for one run, in microseconds.
    double microsPerRun() {
        return cpuSeconds * 1e6 / Math.max(1, ok);
    }

    /// Processor time of the server for one transaction, in microseconds.
    double microsPerTransaction() {
        return microsPerRun() / workload.transactions();
    }

    /// Messages between the server's nodes for one run.
    double linkMessagesPerRun() {
        return links.messages() / (double) Math.max(1, ok);
    }

    /// Their octets.
    double linkOctetsPerRun() {
        return links.octets() / (double) Math.max(1, ok);
    }

    /// Whether this rate was carried: hardly a failure, few retransmissions, no lag.
    boolean isClean() {
        return failed <= 0.001 * runs
                && retransmissions <= 0.01 * ok * workload.transactions()
                && achieved >= 0.9 * rate;
    }

    String line() {
        return String.format(
                Locale.ROOT,
                "%s: %.1f us/run, %.1f us/transaction, %d of %d ok, %.0f/s, retransmitted %d,"
                        + " p50/p95/p99 %.2f/%.2f/%.2f ms, dropped %d+%d, others %.0f %%",
                subject,
                microsPerRun(),
                microsPerTransaction(),
                ok,
                runs,
                achieved,
                retransmissions,
                p50,
                p95,
                p99,
                serverDrops,
                sippDrops,
                othersPercent);
    }

    String json() {
        return new JsonLine("run")
                .put("server", subject)
                .put("workload", workload.title())
                .put("rate", rate)
                .put("runs", runs)
                .put("ok", ok)
                .put("failed", failed)
                .put("retransmissions", retransmissions)
                .put("strays", strays)
                .put("serverDrops", serverDrops)
                .put("sippDrops", sippDrops)
                .put("achieved", achieved)
                .put("cpuSeconds", cpuSeconds)
                .put("microsPerRun", microsPerRun())
                .put("microsPerTransaction", microsPerTransaction())
                .put("p50", p50)
                .put("p95", p95)
                .put("p99", p99)
                .put("memoryMib", memoryMib)
                .put("othersPercent", othersPercent)
                .put("linkMessagesPerRun", linkMessagesPerRun())
                .put("linkOctetsPerRun", linkOctetsPerRun())
                .toString();
    }
}
