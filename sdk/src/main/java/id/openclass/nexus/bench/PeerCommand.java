package id.openclass.nexus.bench;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A peer as the user names it: `NAME=make CMD {old} {new} {delta}; apply CMD {old} {delta} {out}`.
///
/// `{old}` may be left out, by a compressor for example. Words are parted by spaces; a word with
/// spaces stands in quotes, double or single. There is no shell: for pipes and the like name a
/// script.
final class PeerCommand {
  private static final String FORM =
      "write 'NAME=make CMD {old} {new} {delta}; apply CMD {old} {delta} {out}'";

  private PeerCommand() {}

  /// Reads a peer; whether its programs are there is found out now.
  ///
  /// @throws NexusException.InvalidValue when it is not as above
  static DeltaTool parse(String text) {
    int equals = text.indexOf('=');
    List<List<String>> commands = commands(text.substring(equals + 1));
    if (equals < 1 || commands.size() != 2) {
      throw refused(text);
    }
    List<String> make = command(commands.get(0), "make", text, "{new}", "{delta}");
    List<String> apply = command(commands.get(1), "apply", text, "{delta}", "{out}");
    boolean found = DeltaPeers.isProgram(make.getFirst()) && DeltaPeers.isProgram(apply.getFirst());
    Optional<String> version = found ? Optional.of("?") : Optional.empty();
    String name = text.substring(0, equals).strip();
    return new ProcessTool(name, version, make, apply, pair -> Optional.empty());
  }

  private static List<String> command(
      List<String> words, String verb, String text, String... files) {
    boolean named =
        List.of(files).stream().allMatch(f -> words.stream().anyMatch(w -> w.contains(f)));
    if (words.size() < 2 || !words.getFirst().equals(verb) || !named) {
      throw refused(text);
    }
    return List.copyOf(words.subList(1, words.size()));
  }

  private static NexusException refused(String text) {
    return NexusException.invalidValue("not a peer: " + Display.escape(text, 80), FORM);
  }

  /// Words of commands that semicolons part.
  private static List<List<String>> commands(String text) {
    List<List<String>> commands = new ArrayList<>();
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean started = false;
    char quote = 0;
    for (char c : (text + ";").toCharArray()) {
      boolean ends = quote == 0 && (c == ' ' || c == ';');
      if (ends && started) {
        words.add(word.toString());
        word.setLength(0);
        started = false;
      } else if (c == quote) {
        quote = 0;
      } else if (quote == 0 && (c == '"' || c == '\'')) {
        quote = c;
        started = true;
      } else if (!ends) {
        word.append(c);
        started = true;
      }
      if (ends && c == ';' && !words.isEmpty()) {
        commands.add(List.copyOf(words));
        words.clear();
      }
    }
    return quote == 0 ? commands : List.of();
  }
}
