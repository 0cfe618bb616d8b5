package id.openclass.nexus;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import id.openclass.nexus.core.NexusException;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final String ROOT = "id.openclass.nexus";

  /// Each package may use only those before it. The root package is a facade over them all.
  private static final List<String> ORDER =
      List.of(
          "core",
          "codec",
          "archive",
          "model",
          "quant",
          "tensor",
          "trust",
          "keys",
          "pack",
          "patch",
          "diff",
          "delta",
          "bill",
          "store",
          "registry",
          "catalogue",
          "aws",
          "repo",
          "weights",
          "bench",
          "console");

  private static final JavaClasses OURS =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  @Test
  void packagesUseOnlyThoseBeforeThem() {
    for (int i = 0; i < ORDER.size(); i++) {
      String[] later =
          ORDER.stream().skip(i + 1L).map(name -> ROOT + "." + name + "..").toArray(String[]::new);
      noClasses()
          .that()
          .resideInAPackage(ROOT + "." + ORDER.get(i) + "..")
          .should()
          .dependOnClassesThat(resideInAnyPackage(later).or(resideInAPackage(ROOT)))
          .allowEmptyShould(true)
          .check(OURS);
    }
  }

  @Test
  void everyPackageHasItsPlaceInTheOrder() {
    String[] known =
        Stream.concat(Stream.of(ROOT), ORDER.stream().map(name -> ROOT + "." + name + ".."))
            .toArray(String[]::new);
    classes().should().resideInAnyPackage(known).check(OURS);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(OURS);
  }

  @Test
  void onlyTheConsolePrintsExitsAndReadsTheEnvironment() {
    noClasses()
        .that(not(resideInAPackage(ROOT + ".console..")))
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .callMethod(System.class, "getenv")
        .orShould()
        .callMethod(System.class, "getenv", String.class)
        .orShould()
        .callMethod(Throwable.class, "printStackTrace")
        .check(OURS);
  }

  @Test
  void onlyTheConsoleAndTheBenchmarksReadClocks() {
    noClasses()
        .that(not(resideInAnyPackage(ROOT + ".console..", ROOT + ".bench..")))
        .should()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(java.time.Instant.class, "now")
        .orShould()
        .callMethod(java.time.Clock.class, "systemUTC")
        .orShould()
        .callMethod(java.time.Clock.class, "systemDefaultZone")
        .check(OURS);
  }

  @Test
  void onlyStoresAndRegistriesSpeakHttp() {
    noClasses()
        .that(not(resideInAnyPackage(ROOT + ".store..", ROOT + ".aws..", ROOT + ".registry..")))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.net.http..")
        .check(OURS);
  }

  /// So that each attack on it is one row of a table test.
  @Test
  void trustIsRulesAndValuesOnly() {
    noClasses()
        .that(resideInAPackage(ROOT + ".trust.."))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("java.nio.file..", "java.nio.channels..", "java.net..")
                .or(assignableTo(java.io.File.class))
                .or(assignableTo(java.time.Clock.class)))
        .check(OURS);
  }

  @Test
  void onlyThePackageForAwsSeesItsSdk() {
    noClasses()
        .that(not(resideInAPackage(ROOT + ".aws..")))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("software.amazon.awssdk..")
        .check(OURS);
  }

  @Test
  void everyExceptionOfOursIsACaseOfNexusException() {
    classes()
        .that()
        .areAssignableTo(Throwable.class)
        .should()
        .beAssignableTo(NexusException.class)
        .check(OURS);
  }

  @Test
  void noPublicTypeSharesItsNameWithOneOfTheJavaBase() throws IOException {
    Set<String> taken = exportedNamesOfJavaBase();
    assertThat(taken).contains("String", "Path", "Manifest");
    assertThat(
            OURS.stream()
                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .filter(type -> type.getEnclosingClass().isEmpty())
                .map(type -> type.getSimpleName())
                .filter(taken::contains))
        .as("types that an import of java.base and of ours would make ambiguous")
        .isEmpty();
  }

  private static Set<String> exportedNamesOfJavaBase() throws IOException {
    ModuleDescriptor base = ModuleFinder.ofSystem().find("java.base").orElseThrow().descriptor();
    Set<String> exported =
        base.exports().stream()
            .filter(export -> !export.isQualified())
            .map(export -> export.source().replace('.', '/'))
            .collect(Collectors.toSet());
    Path root = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("/modules/java.base");
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(path -> path.toString().endsWith(".class"))
          .filter(path -> exported.contains(root.relativize(path.getParent()).toString()))
          .map(path -> path.getFileName().toString().replace(".class", ""))
          .filter(name -> !name.contains("$"))
          .collect(Collectors.toSet());
    }
  }

  @Test
  void noSourceFileHasMoreThanFiveHundredLines() throws IOException {
    for (Path folder : List.of(Path.of("src"), Path.of("../scripts"))) {
      try (Stream<Path> files = Files.walk(folder)) {
        assertThat(
                files
                    .filter(path -> path.toString().endsWith(".java"))
                    .filter(path -> lines(path) > 500))
            .isEmpty();
      }
    }
  }

  private static int lines(Path path) {
    try {
      return Files.readAllLines(path).size();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
