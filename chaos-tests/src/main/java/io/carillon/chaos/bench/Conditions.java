package io.carillon.chaos.bench;

import io.carillon.chaos.process.FreePorts;
import io.carillon.chaos.sipp.LoadSetting;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What is the same for all servers of a benchmark: who calls whom, and how.
///
/// @param directory for the files of the callers and callees
/// @param users of the domain
/// @param settle how long processor time is counted after a run of calls
record Conditions(Path directory, String domain, boolean overTcp, int users, Duration settle) {
    /// What servers are started for, before they have addresses.
    LoadSetting draft() {
        var nowhere = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return setting(directory.resolve("draft"), nowhere, FreePorts.next());
    }

    /// A server with one caller.
    Measurement measurement(Subject subject) {
        var setting =
                setting(
                        directory.resolve(subject.name()),
                        subject.sip().getFirst(),
                        FreePorts.next());
        setting.prepare();
        return new Measurement(subject, setting, settle);
    }

    /// A server with several callers, who come in at its addresses in turn; the users register
    /// there too, a share at each.
    Measurement measurement(Subject subject, int callers) {
        var entries = new ArrayList<Entry>();
        var callee = FreePorts.next();
        for (int i = 0; i < callers; i++) {
            var server = subject.sip().get(i % subject.sip().size());
            // Files of their own: each writes its scenario while others may read theirs.
            var folder = directory.resolve(subject.name() + "-" + i);
            var setting = setting(folder, server, callee);
            setting.prepare();
            entries.add(Entry.shared(setting, new LoadSetting.Share(i, callers)));
        }
        return new Measurement(subject, List.copyOf(entries), settle);
    }

    private LoadSetting setting(Path folder, InetSocketAddress server, int callee) {
        return new LoadSetting(
                folder,
                server,
                FreePorts.next(),
                callee,
                domain,
                overTcp,
                "u",
                users,
                LoadSetting.Share.ALL);
    }
}
