package io.carillon.chaos.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.chaos.Needs;
import io.carillon.chaos.process.Tool;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Releases of a small history whose launcher builds nothing but a line in a file: what git, the
/// version and the launcher have to do with each other. That of this project is built by
/// `MixedReleasesTest`.
class PastReleaseTest {
    private static final String POM =
            """
            <project>
              <groupId>io.carillon</groupId>
              <artifactId>carillon</artifactId>
              <version>0.1.0</version>
              <properties><other.version>0.1.0</other.version></properties>
            </project>
            """;
    private static final String MODULE =
            """
            <project>
              <parent>
                <groupId>io.carillon</groupId>
                <artifactId>carillon</artifactId>
                <version>0.1.0</version>
              </parent>
              <artifactId>node</artifactId>
            </project>
            """;
    private static final String APART =
            """
            <project>
              <groupId>io.carillon</groupId>
              <artifactId>cassandra-libraries</artifactId>
              <version>0.1.0</version>
            </project>
            """;
    private static final String LAUNCHER =
            """
            #!/bin/sh
            cd "${0%/*}" && mkdir -p node/target && echo "$1" >> node/target/classpath
            """;
    private static final String BROKEN = "#!/bin/sh\necho 'no compiler' >&2\nexit 1\n";

    @TempDir private Path folder;
    private Path root;
    private final List<String> told = new ArrayList<>();

    @BeforeEach
    void makeHistory() throws Exception {
        Needs.tool(Tool.GIT);
        root = Files.createDirectories(folder.resolve("checkout")).toRealPath();
        git("init", "-q");
        write(".gitignore", "target/\n");
        write("pom.xml", POM);
        write("node/pom.xml", MODULE);
        write("deploy/cassandra/pom.xml", APART);
        write("carillon", LAUNCHER);
        commit("first");
        write("carillon", BROKEN);
        commit("second");
        write("carillon", LAUNCHER);
        Files.delete(root.resolve("pom.xml"));
        commit("third");
    }

    private void write(String file, String text) throws IOException {
        var path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
        assertThat(path.toFile().setExecutable(file.equals("carillon"))).isTrue();
    }

    private void commit(String tag) throws Exception {
        git("add", "--all");
        git("-c", "user.name=A", "-c", "user.email=a@b", "commit", "-q", "-m", tag);
        git("tag", tag);
    }

    private String git(String... words) throws Exception {
        var command = new ArrayList<>(List.of("git", "-C", root.toString()));
        command.addAll(List.of(words));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said.strip();
    }

    private String read(Path release, String file) throws IOException {
        return Files.readString(release.resolve(file));
    }

    @Test
    void aCommitCallsItselfByItsNumberInEveryModule() throws Exception {
        var release = PastRelease.of(root, "first").folder();

        assertThat(read(release, "pom.xml")).isEqualTo(named(POM));
        assertThat(read(release, "node/pom.xml")).isEqualTo(named(MODULE));
        assertThat(read(release, "deploy/cassandra/pom.xml")).isEqualTo(APART);
        assertThat(release.resolve("carillon")).isExecutable();
    }

    private static String named(String pom) {
        return pom.replace("<version>0.1.0</version>", "<version>0.1.0-1</version>");
    }

    @Test
    void aCommitIsUnpackedAndBuiltOnceWhateverItIsCalled() throws Exception {
        var first = PastRelease.of(root, "first");
        first.build(told::add);
        assertThat(told).singleElement().asString().contains(first.folder().toString());

        var again = PastRelease.of(root, git("rev-parse", "--short", "first"));
        again.build(told::add);

        assertThat(again.folder()).isEqualTo(first.folder());
        assertThat(told).hasSize(1);
        // The launcher knows what is up to date, so it is asked each time.
        assertThat(read(again.folder(), "node/target/classpath")).isEqualTo("version\nversion\n");
    }

    @Test
    void theCheckoutIsLeftAsItWas() throws Exception {
        PastRelease.of(root, "first").build(told::add);

        assertThat(git("status", "--porcelain")).isEmpty();
        assertThat(git("worktree", "list").lines()).hasSize(1);
        assertThat(git("describe", "--tags")).isEqualTo("third");
    }

    @Test
    void aBuildThatFailsSaysWhereToLook() throws Exception {
        var second = PastRelease.of(root, "second");
        var log = second.folder().resolve("version.err");

        assertThatThrownBy(() -> second.build(told::add))
                .isInstanceOf(IOException.class)
                .hasMessage("the build failed, see " + log);
        assertThat(log).hasContent("no compiler");
    }

    @Test
    void aReleaseThatCannotPractiseStartsWithout() throws Exception {
        var second = PastRelease.of(root, "second");

        second.practise(told::add);

        assertThat(told).last().asString().contains("practise.err", "start without");
    }

    @Test
    void whatIsNoReleaseLeavesNothingHalf() {
        assertThatThrownBy(() -> PastRelease.of(root, "third")).isInstanceOf(IOException.class);
        // The same again, and not a folder that was left behind.
        assertThatThrownBy(() -> PastRelease.of(root, "third")).isInstanceOf(IOException.class);
    }

    @Test
    void anUnknownCommitIsToldInOneLine() {
        for (var name : new String[] {"fourth", "0123456789ab", "--all", ""}) {
            assertThatThrownBy(() -> PastRelease.of(root, name))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("'" + name + "' is neither a folder nor a commit")
                    .satisfies(each -> assertThat(each.getMessage()).doesNotContain("\n"));
        }
    }

    @Test
    void anUnpackedArchiveHasNoHistory() throws Exception {
        var alone = Files.createDirectories(folder.resolve("archive"));
        var within = Files.createDirectories(root.resolve("archive"));
        for (var archive : List.of(alone, within)) {
            assertThatThrownBy(() -> PastRelease.of(archive, "first"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(archive + " is no git checkout")
                    .satisfies(each -> assertThat(each.getMessage()).doesNotContain("\n"));
        }
    }
}
