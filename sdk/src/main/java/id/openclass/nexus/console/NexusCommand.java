package id.openclass.nexus.console;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// One command of the command line: a subclass declares its options and parameters with picocli's
/// annotations and says its [#answer()]. It is run by [CommandLines], which gives every command
/// `--json` and `--help`, prints the answer, turns a failure into text and an [ExitCode], and
/// drops half-written files on an interrupt.
///
/// {@snippet lang = java:
/// @Command(name = "greet", description = "Greets somebody.")
/// final class GreetCommand extends NexusCommand {
///   @Parameters(paramLabel = "NAME", description = "whom")
///   String name;
///
///   @Override
///   protected Answer answer() {
///     return Answer.empty().with("greeting", "hello " + name).line("hello " + Display.escape(name));
///   }
/// }
/// }
@Command(
    synopsisHeading = "Usage: ",
    descriptionHeading = "%n",
    parameterListHeading = "%n",
    optionListHeading = "%n",
    commandListHeading = "%nCommands:%n",
    footerHeading = "%n",
    usageHelpAutoWidth = true,
    sortOptions = false)
public abstract class NexusCommand implements Callable<Integer> {
  @Option(names = "--json", description = "print the result as one JSON object", order = 1000)
  private boolean json;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this help",
      order = 1001)
  @SuppressWarnings("UnusedVariable") // picocli acts on it
  private boolean help;

  private @Nullable CommandConsole console;

  /// For subclasses.
  protected NexusCommand() {}

  /// Does the work.
  ///
  /// @return the result
  /// @throws id.openclass.nexus.core.NexusException when it cannot be done
  protected abstract Answer answer();

  /// The outside world.
  ///
  /// @return the console this command was started with
  protected final CommandConsole console() {
    if (console == null) {
      console = CommandConsole.system();
    }
    return console;
  }

  final void use(CommandConsole given) {
    console = given;
  }

  /// Does the work and prints the answer; picocli calls it.
  @Override
  public final Integer call() {
    Answer answer = answer();
    console().print(answer, json);
    return answer.exit().number();
  }
}
