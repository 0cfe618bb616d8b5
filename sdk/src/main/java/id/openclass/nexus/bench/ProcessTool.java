package id.openclass.nexus.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// A tool that is run as a program of the system, one command to make a delta and one to apply it.
/// In their words `{old}`, `{new}`, `{delta}` and `{out}` stand for files.
///
/// @param name what tables call it
/// @param version of the program, empty when it is not installed
/// @param create the command that makes a delta
/// @param apply the command that applies it
/// @param limit why it cannot take a pair, if so
record ProcessTool(
    String name,
    Optional<String> version,
    List<String> create,
    List<String> apply,
    Function<DeltaPair, Optional<String>> limit)
    implements DeltaTool {

  @Override
  public Optional<String> refusal(DeltaPair pair) {
    return limit.apply(pair);
  }

  @Override
  public Sample create(DeltaPair pair, Path delta, Path log) {
    Map<String, Path> files = Map.of("old", pair.base(), "new", pair.result(), "delta", delta);
    return MeasuredProcess.run(Contestant.of(name, delta, filled(create, files)), log);
  }

  @Override
  public Optional<Sample> apply(Path base, Path delta, Path result, Path log) {
    Map<String, Path> files = Map.of("old", base, "delta", delta, "out", result);
    return Optional.of(MeasuredProcess.run(Contestant.of(name, result, filled(apply, files)), log));
  }

  private static List<String> filled(List<String> command, Map<String, Path> files) {
    return command.stream().map(word -> filled(word, files)).toList();
  }

  private static String filled(String word, Map<String, Path> files) {
    String text = word;
    for (Map.Entry<String, Path> file : files.entrySet()) {
      String path = file.getValue().toAbsolutePath().toString();
      text = text.replace("{" + file.getKey() + "}", path);
    }
    return text;
  }
}
