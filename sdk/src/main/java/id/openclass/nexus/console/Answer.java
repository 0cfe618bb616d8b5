package id.openclass.nexus.console;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The result of a command, once for programs and once for people. Immutable.
public final class Answer {
  private final Map<String, @Nullable Object> fields;
  private final List<String> lines;
  private final @Nullable String next;
  private final ExitCode exit;

  private Answer(
      Map<String, @Nullable Object> fields,
      List<String> lines,
      @Nullable String next,
      ExitCode exit) {
    this.fields = fields;
    this.lines = lines;
    this.next = next;
    this.exit = exit;
  }

  /// An answer without fields or lines.
  ///
  /// @return an empty answer that means success
  public static Answer empty() {
    return new Answer(Map.of(), List.of(), null, ExitCode.OK);
  }

  /// Adds a field of the JSON object.
  ///
  /// @param name its documented name, in `snake_case`
  /// @param value text, number, boolean, list, map, record, path, digest or null
  /// @return an answer with it
  public Answer with(String name, @Nullable Object value) {
    Map<String, @Nullable Object> more = new LinkedHashMap<>(fields);
    more.put(name, value);
    return new Answer(more, lines, next, exit);
  }

  /// Adds a line for people.
  ///
  /// @param line safe text
  /// @return an answer with it
  public Answer line(String line) {
    return lines(List.of(line));
  }

  /// Adds lines for people, such as those of a [Table].
  ///
  /// @param more safe text
  /// @return an answer with them
  public Answer lines(List<String> more) {
    List<String> all = new ArrayList<>(lines);
    all.addAll(more);
    return new Answer(fields, all, next, exit);
  }

  /// Says what to type next.
  ///
  /// @param command a whole command; quote the words in it with
  ///   [id.openclass.nexus.core.ShellWord#quote]
  /// @return an answer with it
  public Answer next(String command) {
    return new Answer(fields, lines, command, exit);
  }

  /// Says how the command ends.
  ///
  /// @param code the exit code
  /// @return an answer with it
  public Answer exit(ExitCode code) {
    return new Answer(fields, lines, next, code);
  }

  /// What `--json` prints.
  ///
  /// @return the fields in order
  public Map<String, @Nullable Object> fields() {
    return Collections.unmodifiableMap(fields);
  }

  /// What is printed without `--json`.
  ///
  /// @return the lines in order
  public List<String> lines() {
    return Collections.unmodifiableList(lines);
  }

  /// What to type next.
  ///
  /// @return a whole command, or null
  public @Nullable String next() {
    return next;
  }

  /// How the command ends.
  ///
  /// @return the exit code
  public ExitCode exit() {
    return exit;
  }
}
