package id.openclass.nexus.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.Progress;
import id.openclass.nexus.core.ShellWord;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Command;

class CommandLinesTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Command(name = "probe")
  private static final class Probe extends NexusCommand {
    private final Supplier<Answer> work;

    Probe(Supplier<Answer> work) {
      this.work = work;
    }

    @Override
    protected Answer answer() {
      return work.get();
    }
  }

  private int run(Map<String, String> environment, Supplier<Answer> work, String... arguments) {
    CommandConsole console =
        CommandConsole.of(
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8),
            environment,
            Clock.systemUTC());
    return CommandLines.run(new Probe(work), console, arguments);
  }

  private static Answer fail(RuntimeException failure) {
    throw failure;
  }

  @Test
  void printsTheResultOnOneStreamAndTheNextCommandOnTheOther() {
    int code = run(Map.of(), () -> Answer.empty().line("a.txt").next("nexus verify a.txt"));
    assertThat(code).isZero();
    assertThat(out.toString(UTF_8)).isEqualToNormalizingNewlines("a.txt\n");
    assertThat(err.toString(UTF_8)).isEqualToNormalizingNewlines("next: nexus verify a.txt\n");
  }

  @Test
  void printsPlainAsciiJsonAndNothingElse() {
    run(
        Map.of(),
        () -> Answer.empty().with("path", Path.of("a")).with("name", "\u009bé").with("none", null),
        "--json");
    assertThat(out.toString(UTF_8))
        .isEqualToNormalizingNewlines(
            "{\n  \"path\" : \"a\",\n  \"name\" : \"\\u009B\\u00E9\",\n  \"none\" : null\n}\n");
    assertThat(err.toString(UTF_8)).isEmpty();
  }

  @Test
  void everyCaseOfOurExceptionsHasItsExitCode() {
    assertThat(ExitCode.of(NexusException.invalidValue("x", null))).isEqualTo(ExitCode.USAGE);
    assertThat(ExitCode.of(NexusException.malformed("x", "f", 1, null)))
        .isEqualTo(ExitCode.CONTENT);
    assertThat(ExitCode.of(NexusException.digestMismatch("x", "f", null)))
        .isEqualTo(ExitCode.CONTENT);
    assertThat(ExitCode.of(NexusException.notFound("x", null, null))).isEqualTo(ExitCode.NOT_FOUND);
    assertThat(ExitCode.of(NexusException.transfer("x", null, null, null)))
        .isEqualTo(ExitCode.NETWORK);
    assertThat(ExitCode.of(NexusException.storage("x", null, null, null))).isEqualTo(ExitCode.DISK);
    assertThat(ExitCode.of(NexusException.refused("x", null, null))).isEqualTo(ExitCode.REFUSED);
    assertThat(ExitCode.of(new IllegalStateException())).isEqualTo(ExitCode.UNEXPECTED);
  }

  @Test
  void tellsAFailureInThreeLinesWithoutAStack() {
    int code =
        run(Map.of(), () -> fail(NexusException.malformed("cut short", "m.gguf", 7, "fetch it")));
    assertThat(code).isEqualTo(3);
    assertThat(err.toString(UTF_8))
        .isEqualToNormalizingNewlines(
            "nexus: error: cut short\nnexus: file:  m.gguf, byte 7\nnexus: hint:  fetch it\n");
  }

  @Test
  void aBugIsToldInShortAndShowsItsStackOnlyWhenAsked() {
    assertThat(run(Map.of(), () -> fail(new IllegalStateException("odd\u001b[2J")))).isEqualTo(1);
    assertThat(err.toString(UTF_8))
        .contains("a bug: IllegalStateException: odd\\u{1B}[2J", "NEXUS_DEBUG=1")
        .doesNotContain("\tat ");
    run(Map.of("NEXUS_DEBUG", "1"), () -> fail(new IllegalStateException("odd")));
    assertThat(err.toString(UTF_8)).contains("\tat ");
  }

  @Test
  void anArgumentThatBeginsWithAnAtSignIsNotAFileOfArguments() {
    assertThat(run(Map.of(), Answer::empty, "@x")).isEqualTo(2);
    assertThat(err.toString(UTF_8)).contains("'@x'");
  }

  @Test
  void refusesASourceDateEpochThatIsNoTime() {
    CommandConsole console =
        CommandConsole.of(
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8),
            Map.of("SOURCE_DATE_EPOCH", "yesterday"),
            Clock.systemUTC());
    org.assertj.core.api.Assertions.assertThatThrownBy(console::sourceDateEpoch)
        .isInstanceOf(NexusException.InvalidValue.class)
        .hasMessageContaining("yesterday");
  }

  @Test
  void drawsABarOnlyForWhatTakesLong() {
    PrintStream screen = new PrintStream(out, true, UTF_8);
    try (Progress.Task task = new ProgressBars(screen, Long.MAX_VALUE).begin("quick", 10)) {
      task.advance(10);
    }
    assertThat(out.size()).isZero();
    try (Progress.Task task = new ProgressBars(screen, 0).begin("long", 10_000_000)) {
      task.advance(5_000_000);
      task.advance(5_000_000);
    }
    assertThat(out.toString(UTF_8)).contains("long");
  }

  @Test
  void linesUpTablesAndSetsNumbersToTheRight() {
    assertThat(Table.of("name", "size").row("a", 5).row("long\n", "12 MB").lines())
        .containsExactly("name        size", "a              5", "long\\u{A}  12 MB");
  }

  @Test
  void quotesWordsForAShell() {
    assertThat(ShellWord.quote("models/a-1.gguf")).isEqualTo("models/a-1.gguf");
    assertThat(ShellWord.quote("it's $x")).isEqualTo("'it'\\''s $x'");
  }
}
