package id.openclass.nexus.bench;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.Progress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Pairs of files that lie in a folder or that a list names.
///
/// In a folder the names tell: a file `NAME-X.gguf` is the new version of `base-X.gguf`, where X is
/// all after the last hyphen (`finetune-q4_k_m.gguf` of `base-q4_k_m.gguf`). Where the folder has
/// `PREFIX-base-X.gguf`, files `PREFIX-NAME-X.gguf` are new versions of that one
/// (`llm-lora-q8_0.gguf` of `llm-base-q8_0.gguf`). Both files have the same extension, which may be
/// any. Files without a base are passed over.
///
/// A list has one pair a line, parted by tabs: old file, new file and, if one likes, a name. Paths
/// are relative to the list's folder; empty lines and lines that begin with `#` say nothing.
public final class DeltaPairs {
  private static final String BASE = "base-";
  private static final int MAX_LIST_BYTES = 1 << 20;

  private DeltaPairs() {}

  /// Pairs that anyone can make, and that are kept to be used again: a published release in six
  /// types, changes of type of one model, an edit of metadata, merged LoRAs of rank 16 on generated
  /// weights 640 and 2048 wide, and files that are no models.
  ///
  /// @param folder where they are kept, up to 2 GB; made when missing
  /// @param wanted which of them to make, by name
  /// @param progress hears of downloaded and of written bytes
  /// @return the pairs
  /// @throws NexusException.Transfer when weights cannot be fetched
  /// @throws NexusException.NotFound when none of the names is wanted
  public static List<DeltaPair> anyoneCanMake(
      Path folder, Predicate<String> wanted, Progress progress) {
    return new MadePairs(folder, progress).all(wanted);
  }

  /// A generated Q4_K_M model before and after a full fine-tune: every layer changed.
  ///
  /// @param bytes size of each file, at least 4 MB
  /// @param seed other seeds give other weights
  /// @param folder where the files are kept; made when missing
  /// @param progress hears of written bytes
  /// @return the pair
  public static DeltaPair generated(long bytes, long seed, Path folder, Progress progress) {
    return new MadePairs(folder, progress).noise(bytes, seed);
  }

  /// A generated Q4_K_M model before and after a LoRA of rank 16 was merged into it.
  ///
  /// @param bytes size of each file, at least 4 MB
  /// @param seed other seeds give other weights
  /// @param folder where the files are kept; made when missing
  /// @param progress hears of written bytes
  /// @return the pair
  public static DeltaPair generatedLora(long bytes, long seed, Path folder, Progress progress) {
    return new MadePairs(folder, progress).merged(bytes, seed);
  }

  /// Finds pairs.
  ///
  /// @param source a folder, or a list that ends in `.tsv`
  /// @return the pairs, those of a folder by name
  /// @throws NexusException.NotFound when there is no such path, or no pair in it
  /// @throws NexusException.InvalidValue when a line of the list is none
  public static List<DeltaPair> in(Path source) {
    try {
      List<DeltaPair> pairs = Files.isDirectory(source) ? ofFolder(source) : ofList(source);
      if (pairs.isEmpty()) {
        throw NexusException.notFound(
            "no pairs of files here",
            Display.escape(source.toString()),
            "name files base-X.gguf and NAME-X.gguf, or list them in a .tsv: old, tab, new");
      }
      return pairs;
    } catch (IOException e) {
      throw NexusException.io("read", source, e);
    }
  }

  private static List<DeltaPair> ofFolder(Path folder) throws IOException {
    Map<String, Path> files = new TreeMap<>();
    try (Stream<Path> all = Files.list(folder)) {
      all.filter(Files::isRegularFile).forEach(f -> files.put(String.valueOf(f.getFileName()), f));
    }
    List<DeltaPair> pairs = new ArrayList<>();
    files.forEach((name, file) -> {
      Path base = files.get(baseOf(name, files));
      if (base != null && !base.equals(file)) {
        pairs.add(DeltaPair.of(base, file));
      }
    });
    return pairs;
  }

  /// The longest prefix that has a base of its own wins.
  private static String baseOf(String name, Map<String, Path> files) {
    String end = name.substring(name.lastIndexOf('-') + 1);
    for (int at = name.lastIndexOf('-'); at > 0; at = name.lastIndexOf('-', at - 1)) {
      String base = name.substring(0, at) + "-" + BASE + end;
      if (files.containsKey(base)) {
        return base;
      }
    }
    return name.contains("-") ? BASE + end : "";
  }

  private static List<DeltaPair> ofList(Path list) throws IOException {
    if (Files.size(list) > MAX_LIST_BYTES || !list.toString().endsWith(".tsv")) {
      throw NexusException.invalidValue(
          "not a list of pairs",
          Display.escape(list.toString()),
          "a list ends in .tsv, has at most 1 MiB and one pair a line: old, tab, new");
    }
    Path folder = list.toAbsolutePath().getParent();
    List<DeltaPair> pairs = new ArrayList<>();
    int number = 0;
    for (String line : Files.readAllLines(list, StandardCharsets.UTF_8)) {
      number++;
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      String[] parts = line.split("\t", -1);
      if (folder == null || parts.length < 2 || parts.length > 3) {
        throw NexusException.invalidValue(
            "a pair has 2 or 3 columns, not " + parts.length,
            Display.escape(list.toString()) + ", line " + number,
            "part them by tabs: old, new, name");
      }
      Path result = folder.resolve(parts[1]);
      String name = parts.length == 3 ? parts[2] : DeltaPair.stem(result);
      pairs.add(new DeltaPair(name, folder.resolve(parts[0]), result));
    }
    return pairs;
  }
}
