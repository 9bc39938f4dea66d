package io.carillon.persistence.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.pekko.persistence.CapabilityFlag;
import org.apache.pekko.persistence.japi.journal.JavaJournalSpec;
import org.apache.pekko.persistence.japi.snapshot.JavaSnapshotStoreSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scalatest.Args;
import org.scalatest.Args$;
import org.scalatest.Suite;
import org.scalatest.events.Event;
import org.scalatest.events.TestFailed;
import org.scalatest.events.TestSucceeded;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Goal: the embedded plugins keep the contract that Pekko Persistence states for every plugin.
///
/// Method: Pekko's own test kit for plugins (written for ScalaTest), run as it is with all optional
/// capabilities switched on.
class PluginContractTest {

    @TempDir static Path directory;

    @Test
    void journalKeepsPekkosContract() {
        var outcome = Outcome.of(new JournalContract(directory.resolve("journal")));

        assertThat(outcome.failed()).isEmpty();
        assertThat(outcome.succeeded()).hasSizeGreaterThanOrEqualTo(17);
    }

    @Test
    void snapshotStoreKeepsPekkosContract() {
        var outcome = Outcome.of(new SnapshotContract(directory.resolve("snapshots")));

        assertThat(outcome.failed()).isEmpty();
        assertThat(outcome.succeeded()).hasSizeGreaterThanOrEqualTo(12);
    }

    static final class JournalContract extends JavaJournalSpec {

        JournalContract(Path directory) {
            super(EmbeddedConfig.in(directory));
        }

        @Override
        public CapabilityFlag supportsRejectingNonSerializableObjects() {
            return CapabilityFlag.on();
        }

        @Override
        public CapabilityFlag supportsMetadata() {
            return CapabilityFlag.on();
        }
    }

    static final class SnapshotContract extends JavaSnapshotStoreSpec {

        SnapshotContract(Path directory) {
            super(EmbeddedConfig.in(directory));
        }

        @Override
        public CapabilityFlag supportsMetadata() {
            return CapabilityFlag.on();
        }
    }

    /// What a ScalaTest suite reported.
    record Outcome(List<String> succeeded, List<String> failed) {

        static Outcome of(Suite suite) {
            var outcome = new Outcome(new ArrayList<>(), new ArrayList<>());
            suite.run(scala.Option.empty(), args(outcome));
            return outcome;
        }

        private void add(Event event) {
            if (event instanceof TestSucceeded test) {
                succeeded.add(test.testName());
            } else if (event instanceof TestFailed test) {
                failed.add(test.testName() + ": " + test.message());
            }
        }

        /// The defaults of ScalaTest, but for the reporter.
        private static Args args(Outcome outcome) {
            var defaults = Args$.MODULE$;
            return new Args(
                    outcome::add,
                    defaults.apply$default$2(),
                    defaults.apply$default$3(),
                    defaults.apply$default$4(),
                    defaults.apply$default$5(),
                    defaults.apply$default$6(),
                    defaults.apply$default$7(),
                    defaults.apply$default$8(),
                    defaults.apply$default$9(),
                    defaults.apply$default$10());
        }
    }
}
