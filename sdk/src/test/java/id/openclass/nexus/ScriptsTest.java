package id.openclass.nexus;

import static org.assertj.core.api.Assertions.assertThat;

import id.openclass.nexus.console.ProductVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The scripts repeat what the POM says, because JBang reads no POM.
class ScriptsTest {
  private static final Path SCRIPTS = Path.of("../scripts");

  private static final Pattern DEPENDENCY =
      Pattern.compile(
          "<dependency>\\s*<groupId>([^<]+)</groupId>\\s*<artifactId>([^<]+)</artifactId>\\s*"
              + "<version>([^<]+)</version>(.*?)</dependency>",
          Pattern.DOTALL);

  @Test
  void theSourcesOfACheckoutHaveTheDependenciesOfThePom() throws IOException {
    assertThat(dependencies(SCRIPTS.resolve("sdk.java")))
        .containsAll(dependenciesOfThePom(false))
        .isSubsetOf(dependenciesOfThePom(true));
  }

  @Test
  void scriptsNameThePublishedSdkAndOnlyDependenciesOfThePom() throws IOException {
    Set<String> allowed = dependenciesOfThePom(true);
    allowed.add("${nexus.sdk:id.openclass:nexus-sdk:" + ProductVersion.current() + "}");
    try (Stream<Path> scripts = Files.list(SCRIPTS)) {
      for (Path script : scripts.filter(ScriptsTest::isScript).toList()) {
        assertThat(dependencies(script)).as(script.toString()).isSubsetOf(allowed);
        String text = Files.readString(script);
        assertThat(text.contains("import id.openclass")).isEqualTo(text.contains("nexus-sdk"));
      }
    }
  }

  @Test
  void theVersionIsThatOfThePom() throws IOException {
    assertThat(pom())
        .contains(
            "<artifactId>nexus-sdk</artifactId>\n  <version>" + ProductVersion.current() + "<");
  }

  private static boolean isScript(Path path) {
    String name = path.getFileName().toString();
    return !name.equals("sdk.java") && (name.endsWith(".java") || name.endsWith(".jsh"));
  }

  private static Set<String> dependencies(Path script) throws IOException {
    return Files.readAllLines(script).stream()
        .filter(line -> line.startsWith("//DEPS "))
        .map(line -> line.substring("//DEPS ".length()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> dependenciesOfThePom(boolean ofTestsToo) throws IOException {
    String pom = pom();
    List<String> found = new ArrayList<>();
    for (MatchResult match : DEPENDENCY.matcher(pom).results().toList()) {
      boolean isManagement = match.group(4).contains("<scope>import</scope>");
      boolean isTest = match.group(4).contains("<scope>test</scope>");
      if (!isManagement && (ofTestsToo || !isTest)) {
        found.add(match.group(1) + ":" + match.group(2) + ":" + resolved(match.group(3), pom));
      }
    }
    return new TreeSet<>(found);
  }

  private static String resolved(String version, String pom) {
    if (!version.startsWith("${")) {
      return version;
    }
    String name = version.substring(2, version.length() - 1);
    return pom.split("<" + Pattern.quote(name) + ">", 2)[1].split("<", 2)[0];
  }

  private static String pom() throws IOException {
    return Files.readString(Path.of("pom.xml"));
  }
}
