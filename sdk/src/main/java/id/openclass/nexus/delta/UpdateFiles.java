package id.openclass.nexus.delta;

import id.openclass.nexus.archive.EntryNames;
import id.openclass.nexus.archive.PlainTar;
import id.openclass.nexus.core.ByteRange;
import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.OutputFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The files of an update, in its folder or in its tar: which there are, and their bytes on demand.
/// Holds nothing open.
///
/// @param path the folder or tar
/// @param parts names inside the update, with `/`, and where they are; in a tar a range, in a
///   folder the whole file
/// @param isTar whether the path is a tar
record UpdateFiles(Path path, Map<String, Part> parts, boolean isTar) {
  static final String METADATA = "delta_metadata.json";
  static final String INFO = "UPDATE_INFO.md";
  static final String PACKAGE = "package/";

  /// An update has 5 files and a package's small ones.
  private static final int MOST_FILES = 128;

  private static final int DEPTH = 4;

  /// One file.
  ///
  /// @param file where its bytes are
  /// @param range which of them
  record Part(Path file, ByteRange range) {}

  /// Whether a path looks like an update.
  static boolean recognises(Path path) {
    if (Files.isDirectory(path)) {
      return Files.isRegularFile(path.resolve(METADATA));
    }
    if (!Files.isRegularFile(path)) {
      return false;
    }
    try (ByteSource source = ByteSource.of(path)) {
      return PlainTar.recognises(source);
    }
  }

  static UpdateFiles open(Path path) {
    if (Files.isDirectory(path)) {
      return new UpdateFiles(path, folder(path), false);
    }
    try (ByteSource source = ByteSource.of(path)) {
      if (!PlainTar.recognises(source)) {
        throw noUpdate(path);
      }
      return new UpdateFiles(path, tar(path, PlainTar.list(source)), true);
    }
  }

  private static NexusException noUpdate(Path path) {
    return NexusException.malformed(
        "this is no delta update",
        path.toString(),
        -1,
        "an update is a folder with " + METADATA + ", or a .tar of one");
  }

  private static Map<String, Part> folder(Path folder) {
    EntryNames names = new EntryNames(folder.toString());
    Map<String, Part> parts = new LinkedHashMap<>();
    try (Stream<Path> walk = Files.walk(folder, DEPTH)) {
      for (Path file : walk.limit(2L * MOST_FILES).sorted().toList()) {
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
          String name = folder.relativize(file).toString().replace('\\', '/');
          parts.put(names.accept(name), new Part(file, new ByteRange(0, Files.size(file))));
        }
      }
    } catch (IOException e) {
      throw NexusException.io("read", folder, e);
    } catch (UncheckedIOException e) {
      throw NexusException.io("read", folder, e);
    }
    return bounded(folder, parts);
  }

  private static Map<String, Part> tar(Path path, List<PlainTar.Entry> entries) {
    String prefix = "";
    for (PlainTar.Entry entry : entries) {
      if (entry.name().equals(METADATA) || entry.name().endsWith("/" + METADATA)) {
        prefix = entry.name().substring(0, entry.name().length() - METADATA.length());
        break;
      }
    }
    Map<String, Part> parts = new LinkedHashMap<>();
    for (PlainTar.Entry entry : entries) {
      if (entry.name().startsWith(prefix)) {
        parts.put(entry.name().substring(prefix.length()), new Part(path, entry.range()));
      }
    }
    return bounded(path, parts);
  }

  private static Map<String, Part> bounded(Path path, Map<String, Part> parts) {
    if (!parts.containsKey(METADATA)) {
      throw noUpdate(path);
    }
    if (parts.size() > MOST_FILES) {
      throw NexusException.malformed(
          "there are more than " + MOST_FILES + " files", path.toString(), -1, null);
    }
    return Map.copyOf(parts);
  }

  String name() {
    return path.toString();
  }

  /// The sum of all files.
  long sizeBytes() {
    return parts.values().stream().mapToLong(part -> part.range().length()).sum();
  }

  /// Opens a file.
  ///
  /// @throws NexusException.Malformed when the update has none of that name
  ByteSource open(String name) {
    Part part = parts.get(name);
    if (part == null) {
      throw NexusException.malformed(
          "the update has no file " + name, name(), -1, "get it again from its publisher");
    }
    ByteSource whole = ByteSource.of(part.file());
    return isTar ? new PartSource(whole, path + ", " + name, part.range()) : whole;
  }

  /// Reads a small file.
  byte[] read(String name, int mostBytes) {
    try (ByteSource source = open(name)) {
      if (source.length() > mostBytes) {
        throw NexusException.malformed(
            Display.escape(name, 80)
                + " has "
                + Display.grouped(source.length())
                + " bytes, allowed are "
                + Display.grouped(mostBytes),
            name(),
            -1,
            "get the update again from its publisher");
      }
      return source.read(new ByteRange(0, source.length()));
    }
  }

  /// Writes all of them into one tar, which appears whole or not at all.
  ///
  /// @param id the folder's name in it
  void writeTar(Path tar, String id, Instant time, boolean overwrite) {
    // What is small first: who reads the tar from front to end knows early what it is.
    List<String> order = new ArrayList<>(parts.keySet().stream().sorted().toList());
    List<String> large = order.stream().filter(name -> name.startsWith("delta.")).toList();
    order.removeAll(large);
    order.addAll(large);
    try (OutputFile out = OutputFile.create(tar)) {
      for (String name : order) {
        try (ByteSource content = open(name)) {
          PlainTar.append(tar, out.channel(), id + "/" + name, content, time);
        }
      }
      PlainTar.end(tar, out.channel());
      out.commit(overwrite);
    }
  }
}
