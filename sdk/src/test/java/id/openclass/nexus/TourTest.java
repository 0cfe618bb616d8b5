package id.openclass.nexus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Types every line of the documents for JShell into a real one that was started as ours is.
class TourTest {
  private static final Path DOCS = Path.of("../docs");

  @Tag("network")
  @ParameterizedTest
  @ValueSource(strings = {"tour.jsh", "workflow.jsh"})
  void everyLineRunsAndShowsAShortResult(String name) throws IOException {
    List<String> wrong = new ArrayList<>();
    try (JShell shell =
        JShell.builder()
            .remoteVMOptions("-Duser.dir=" + Path.of("target").toAbsolutePath())
            .out(new PrintStream(PrintStream.nullOutputStream(), true, StandardCharsets.UTF_8))
            .build()) {
      shell.addToClasspath(System.getProperty("java.class.path"));
      for (String line : imports()) {
        type(shell, line, wrong);
      }
      for (String line : Files.readAllLines(DOCS.resolve(name))) {
        type(shell, line, wrong);
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static List<String> imports() throws IOException {
    return Files.readAllLines(Path.of("../scripts/nexus.jsh")).stream()
        .filter(line -> line.startsWith("import "))
        .toList();
  }

  private static void type(JShell shell, String line, List<String> wrong) {
    String rest = line;
    while (!rest.isBlank()) {
      var part = shell.sourceCodeAnalysis().analyzeCompletion(rest);
      for (SnippetEvent event : shell.eval(part.source() == null ? rest : part.source())) {
        judge(shell, line, event, wrong);
      }
      rest = part.remaining();
    }
  }

  private static void judge(JShell shell, String line, SnippetEvent event, List<String> wrong) {
    if (event.exception() != null) {
      wrong.add(line + " throws " + event.exception());
    }
    if (event.status() == Snippet.Status.REJECTED) {
      shell.diagnostics(event.snippet()).forEach(d -> wrong.add(line + ": " + d.getMessage(null)));
    }
    if (event.value() != null && event.value().length() > 100) {
      wrong.add(line + " shows " + event.value().length() + " characters: " + event.value());
    }
  }
}
