package id.openclass.nexus.console;

import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/// Runs [NexusCommand]s, alone or as subcommands of one root.
public final class CommandLines {
  private CommandLines() {}

  /// Runs a command and ends the process: what a script's `main` calls.
  ///
  /// @param command an object with picocli annotations
  /// @param arguments what was typed after the command's name
  public static void main(Object command, String... arguments) {
    main(command, List.of(), arguments);
  }

  /// Runs one of many commands and ends the process. Only the one that was typed is looked into,
  /// since looking into all takes longer than most of them: all, when none of that name is there.
  ///
  /// @param root an object with picocli annotations
  /// @param commands classes of its commands
  /// @param arguments the command's name, and what was typed after it
  public static void main(Object root, List<Class<?>> commands, String... arguments) {
    CommandConsole console = CommandConsole.system();
    Interrupt interrupt = Interrupt.guard(console);
    int code = run(root, commands, console, arguments);
    interrupt.end();
    System.exit(code);
  }

  /// Runs a command.
  ///
  /// @param command an object with picocli annotations
  /// @param console the world that it sees
  /// @param arguments what was typed after the command's name
  /// @return the number of an [ExitCode]
  public static int run(Object command, CommandConsole console, String... arguments) {
    return run(command, List.of(), console, arguments);
  }

  private static int run(
      Object command, List<Class<?>> commands, CommandConsole console, String... arguments) {
    try {
      CommandLine line = new CommandLine(command);
      typed(commands, arguments).forEach(line::addSubcommand);
      use(line, console);
      int code = line.execute(arguments);
      if (console.out().checkError() && code == 0) {
        throw NexusException.storage(
            "the result could not be written", "standard output", null, null);
      }
      return code;
    } catch (Throwable failure) {
      return console.report(failure).number();
    }
  }

  private static List<Class<?>> typed(List<Class<?>> commands, String... arguments) {
    List<Class<?>> typed =
        commands.stream()
            .filter(c -> arguments.length > 0 && name(c).equals(arguments[0]))
            .toList();
    return typed.isEmpty() ? commands : typed;
  }

  private static String name(Class<?> command) {
    Command says = command.getAnnotation(Command.class);
    return says == null ? "" : says.name();
  }

  private static void use(CommandLine line, CommandConsole console) {
    line.registerConverter(Digest.class, CommandLines::digest);
    // A name may begin with @ and hold quotes: an argument is never a file of arguments.
    line.setExpandAtFiles(false);
    line.setUsageHelpAutoWidth(false);
    line.setOut(writer(console.out()));
    line.setErr(writer(console.err()));
    line.setColorScheme(
        CommandLine.Help.defaultColorScheme(Terminal.isOutput() ? Ansi.AUTO : Ansi.OFF));
    line.setExecutionExceptionHandler((failure, _, _) -> console.report(failure).number());
    line.setParameterExceptionHandler((failure, _) -> usage(failure, console));
    prepare(line, console);
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, stream.charset()), true);
  }

  private static void prepare(CommandLine line, CommandConsole console) {
    CommandSpec spec = line.getCommandSpec();
    if (spec.userObject() instanceof NexusCommand ours) {
      ours.use(console);
    }
    if (spec.parent() == null) {
      spec.usageMessage().exitCodeListHeading("%nExit codes:%n").exitCodeList(exitCodes());
    }
    line.getSubcommands().values().forEach(sub -> prepare(sub, console));
  }

  private static Map<String, String> exitCodes() {
    Map<String, String> codes = new LinkedHashMap<>();
    for (ExitCode code : ExitCode.values()) {
      codes.put(String.valueOf(code.number()), code.meaning());
    }
    return codes;
  }

  private static Digest digest(String text) {
    try {
      return Digest.parse(text);
    } catch (NexusException.InvalidValue e) {
      throw new TypeConversionException(e.getMessage() + "; " + e.hint());
    }
  }

  private static int usage(ParameterException failure, CommandConsole console) {
    String name = failure.getCommandLine().getCommandSpec().qualifiedName();
    List<String> hints = new ArrayList<>();
    if (failure instanceof UnmatchedArgumentException unmatched) {
      unmatched.getSuggestions().stream().limit(3).forEach(hints::add);
    }
    String see = "see " + name + " --help";
    String hint = hints.isEmpty() ? see : "did you mean " + String.join(", ", hints) + "? " + see;
    String message =
        withoutSecrets(String.valueOf(failure.getMessage())).lines().findFirst().orElse("");
    ErrorText.lines(lowered(Display.escape(message, 300)), null, Display.escape(hint))
        .forEach(console.err()::println);
    return ExitCode.USAGE.number();
  }

  // What was typed in a wrong place may be a key, or an address that only its owner should know.
  private static String withoutSecrets(String message) {
    return message
        .replaceAll("(?s)-----BEGIN.*", "a key'")
        .replaceAll("\\b(https?)://([^\\s'/@]*@)?([^\\s'/?@]*)[^\\s']*", "$1://$3/...");
  }

  // picocli begins its messages with a capital; ours are parts of a line.
  private static String lowered(String message) {
    return message.isEmpty()
        ? message
        : Character.toLowerCase(message.charAt(0)) + message.substring(1);
  }
}
