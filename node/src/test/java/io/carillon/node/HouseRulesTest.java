package io.carillon.node;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/// The rules that hold the modules apart and keep the protocol pure, checked on classes and
/// sources.
///
/// Size and naming are matters of taste and are left to readers; what is here breaks the build.
class HouseRulesTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    /// Where time and chance come from. In `sip` both are arguments.
    private static final Map<String, Set<String>> TIME_AND_CHANCE =
            Map.of(
                    "java.time.Instant", Set.of("now"),
                    "java.time.Clock", Set.of("systemUTC", "systemDefaultZone", "system"),
                    "java.lang.System", Set.of("currentTimeMillis", "nanoTime"),
                    "java.lang.Math", Set.of("random"),
                    "java.util.UUID", Set.of("randomUUID"),
                    "java.util.concurrent.ThreadLocalRandom", Set.of("current"));

    private static JavaClasses product;

    @BeforeAll
    static void readTheClasses() {
        product =
                new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .withImportOption(location -> !location.contains("-tests.jar"))
                        .importPackages("io.carillon");
        assertThat(product).isNotEmpty();
    }

    @Test
    void nodeKnowsShardingKnowsPersistenceKnowsSipAndNeverBack() {
        layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage("io.carillon..")
                .withOptionalLayers(true)
                .layer("node")
                .definedBy("io.carillon.node..")
                .layer("sharding")
                .definedBy("io.carillon.sharding..")
                .layer("persistence")
                .definedBy("io.carillon.persistence..")
                .layer("sip")
                .definedBy("io.carillon.sip..")
                .whereLayer("node")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("sharding")
                .mayOnlyBeAccessedByLayers("node")
                .whereLayer("persistence")
                .mayOnlyBeAccessedByLayers("node", "sharding")
                .check(product);
    }

    @Test
    void sipUsesTheJdkAlone() {
        classes()
                .that()
                .resideInAPackage("io.carillon.sip..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("io.carillon.sip..", "java..", "javax.crypto..")
                .allowEmptyShould(true)
                .check(product);
    }

    @Test
    void sipHasNoSocketThreadOrLog() {
        noClasses()
                .that()
                .resideInAPackage("io.carillon.sip..")
                .should()
                .dependOnClassesThat(
                        describe(
                                "do input and output, run threads or log",
                                type ->
                                        type.getPackageName().startsWith("java.nio.channels")
                                                || type.getPackageName().startsWith("java.nio.file")
                                                || type.isEquivalentTo(java.net.Socket.class)
                                                || type.isEquivalentTo(
                                                        java.net.DatagramSocket.class)
                                                || type.isEquivalentTo(java.io.File.class)
                                                || type.isEquivalentTo(Thread.class)
                                                || type.isEquivalentTo(System.Logger.class)))
                .allowEmptyShould(true)
                .check(product);
    }

    @Test
    void sipReadsNoClockAndThrowsNoDice() {
        noClasses()
                .that()
                .resideInAPackage("io.carillon.sip..")
                .should()
                .accessTargetWhere(target(timeOrChance()))
                .allowEmptyShould(true)
                .check(product);
    }

    @Test
    void noPackageIsADrawerForEverything() {
        noClasses()
                .should()
                .resideInAnyPackage(
                        "..util..",
                        "..utils..",
                        "..helper..",
                        "..helpers..",
                        "..common..",
                        "..impl..",
                        "..misc..")
                .check(product);
    }

    @Test
    void transactionMachinesSayWhatEveryStateDoesWithEveryEvent() {
        assertThat(linesOf("sip/src/main/java/io/carillon/sip/transaction", "default\\s*(->|:)"))
                .as("default branches: write the missing arrow out instead")
                .isEmpty();
    }

    @Test
    void docCommentsAreNotCutShort() {
        var cut = Pattern.compile("(?m)^( *)///.*\\n\\1//(?!/)");
        assertThat(
                        sources("").stream()
                                .filter(file -> cut.matcher(text(file)).find())
                                .map(ROOT::relativize))
                .as("a /// line continued with //, as a formatter leaves it")
                .isEmpty();
    }

    /// A call or a method reference.
    private static DescribedPredicate<AccessTarget> timeOrChance() {
        return describe(
                "reads the clock or throws dice",
                target ->
                        TIME_AND_CHANCE
                                        .getOrDefault(target.getOwner().getName(), Set.of())
                                        .contains(target.getName())
                                || target.getName().equals("<init>")
                                        && target.getOwner().isAssignableTo(RandomGenerator.class));
    }

    /// The lines of the product's sources under `folder` that contain `regex`, as `file:line:
    /// text`.
    private static List<String> linesOf(String folder, String regex) {
        var pattern = Pattern.compile(regex);
        var found = new ArrayList<String>();
        for (var file : sources(folder)) {
            var number = 0;
            for (var line : text(file).lines().toList()) {
                number++;
                var comment = line.indexOf("//");
                var code = comment < 0 ? line : line.substring(0, comment);
                if (pattern.matcher(code).find()) {
                    found.add(ROOT.relativize(file) + ":" + number + ": " + line.strip());
                }
            }
        }
        return found;
    }

    private static List<Path> sources(String folder) {
        var start = ROOT.resolve(folder);
        if (!Files.isDirectory(start)) {
            return List.of();
        }
        try (var files = Files.walk(start)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !ROOT.relativize(file).toString().contains("target/"))
                    .sorted()
                    .toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
