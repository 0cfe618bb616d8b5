package id.openclass.nexus.console;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.Progress;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The outside world of a command: two streams, the environment and the clock. Results go to the
/// first stream, all else to the second. Safe for many threads as far as its streams are.
public final class CommandConsole {
  private final PrintStream out;
  private final PrintStream err;
  private final Map<String, String> environment;
  private final Clock clock;
  private final Progress progress;
  private volatile boolean silent;

  private CommandConsole(
      PrintStream out,
      PrintStream err,
      Map<String, String> environment,
      Clock clock,
      Progress progress) {
    this.out = out;
    this.err = err;
    this.environment = environment;
    this.clock = clock;
    this.progress = progress;
  }

  /// This process's streams, environment and clock.
  ///
  /// @return a console that draws progress bars when standard error is a terminal and the library
  ///   for them is there
  public static CommandConsole system() {
    boolean draws = Terminal.isError() && ProgressBars.areAvailable();
    Progress bars = draws ? new ProgressBars(System.err) : Progress.NONE;
    return new CommandConsole(System.out, System.err, System.getenv(), Clock.systemUTC(), bars);
  }

  /// A console for tests and for programs that embed commands; it shows no progress.
  ///
  /// @param out where results go
  /// @param err where all else goes
  /// @param environment the variables that commands see
  /// @param clock the time that commands see
  /// @return the console
  public static CommandConsole of(
      PrintStream out, PrintStream err, Map<String, String> environment, Clock clock) {
    return new CommandConsole(out, err, Map.copyOf(environment), clock, Progress.NONE);
  }

  /// Where long operations report.
  ///
  /// @return bars on a terminal, else [Progress#NONE]
  public Progress progress() {
    return progress;
  }

  /// The clock to pass to the library.
  ///
  /// @return UTC
  public Clock clock() {
    return clock;
  }

  /// A variable of the environment.
  ///
  /// @param name its name
  /// @return its value, or null when it is unset or empty
  public @Nullable String environment(String name) {
    String value = environment.get(name);
    return value == null || value.isEmpty() ? null : value;
  }

  /// The user's home: what `HOME` says, as shells have it, else what the system says.
  ///
  /// @return a folder
  public Path home() {
    String home = environment("HOME");
    boolean told = home != null && !home.isBlank() && Path.of(home).isAbsolute();
    return Path.of(told ? home : System.getProperty("user.home"));
  }

  /// The time that `SOURCE_DATE_EPOCH` names, for outputs that must not depend on the day
  /// (reproducible-builds.org, "SOURCE_DATE_EPOCH specification").
  ///
  /// @return the time, or empty when the variable is unset
  /// @throws NexusException.InvalidValue when it is not a count of seconds
  public Optional<Instant> sourceDateEpoch() {
    String value = environment("SOURCE_DATE_EPOCH");
    if (value == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(Instant.ofEpochSecond(Long.parseLong(value)));
    } catch (NumberFormatException | DateTimeException e) {
      throw NexusException.invalidValue(
          "SOURCE_DATE_EPOCH is not a time: " + Display.escape(value, 40),
          "it counts seconds since 1970, for example 1767225600");
    }
  }

  /// Prints an answer.
  ///
  /// @param answer the result
  /// @param json whether as JSON, else as lines with what to type next
  public void print(Answer answer, boolean json) {
    if (json) {
      out.println(JsonText.of(answer.fields()));
      return;
    }
    answer.lines().forEach(out::println);
    out.flush();
    if (answer.next() != null) {
      err.println("next: " + answer.next());
    }
  }

  /// Says something that is not the result.
  ///
  /// @param message safe text
  public void note(String message) {
    err.println("nexus: " + message);
  }

  /// Says that something may not be as the user thinks.
  ///
  /// @param message what, safe text
  /// @param hint what to do about it, or null
  public void warn(String message, @Nullable String hint) {
    err.println("nexus: warning: " + message);
    if (hint != null) {
      err.println("nexus: hint:  " + hint);
    }
  }

  /// Prints a failure: with its stack when `NEXUS_DEBUG` is set.
  ///
  /// @param failure what was thrown
  /// @return the exit code of its case
  public ExitCode report(Throwable failure) {
    if (silent) {
      return ExitCode.INTERRUPTED;
    }
    out.flush();
    ErrorText.of(failure).forEach(err::println);
    if (environment("NEXUS_DEBUG") != null) {
      err.print(ErrorText.stack(failure));
    }
    return ExitCode.of(failure);
  }

  /// From now on failures are not reported: they follow from the interrupt.
  void silence() {
    silent = true;
  }

  PrintStream out() {
    return out;
  }

  PrintStream err() {
    return err;
  }
}
