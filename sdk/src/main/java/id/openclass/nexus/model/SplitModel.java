package id.openclass.nexus.model;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.OutputFile;
import id.openclass.nexus.core.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A GGUF model that was cut into several files, `NAME-00001-of-00003.gguf` and so on, as one
/// model. Any thread may read it; it holds all its parts open until [#close()].
public final class SplitModel implements AutoCloseable {
  private static final Pattern NAME = Pattern.compile("(.*)-(\\d{5})-of-(\\d{5})(\\.[^.]*)?");

  private final List<GgufFile> parts;

  private SplitModel(List<GgufFile> parts) {
    this.parts = List.copyOf(parts);
  }

  /// Opens all parts. The others are looked for beside the one that is named.
  ///
  /// @param anyPart one of the parts
  /// @return the model
  /// @throws NexusException.InvalidValue when the file is no part, or its name does not say which
  /// @throws NexusException.NotFound when a part is missing
  /// @throws NexusException.Malformed when a part is broken or belongs to another model
  public static SplitModel open(Path anyPart) {
    int count;
    try (GgufFile file = GgufFile.open(anyPart)) {
      SplitPart part =
          file.part()
              .orElseThrow(() ->
                  NexusException.invalidValue(
                      "this GGUF file is whole, not a part of several",
                      Display.escape(anyPart.toString()),
                      "use it as it is"));
      count = part.count();
      checkName(anyPart, part);
    }
    List<GgufFile> parts = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        parts.add(openPart(anyPart, i, count));
      }
      checkTensors(parts);
      return new SplitModel(parts);
    } catch (RuntimeException e) {
      parts.forEach(GgufFile::close);
      throw e;
    }
  }

  private static void checkName(Path path, SplitPart part) {
    Matcher name = NAME.matcher(String.valueOf(path.getFileName()));
    if (!name.matches()
        || Integer.parseInt(name.group(2)) != part.index() + 1
        || Integer.parseInt(name.group(3)) != part.count()) {
      throw NexusException.invalidValue(
          "the file says it is " + part + ", its name does not",
          Display.escape(path.toString()),
          String.format(
              Locale.ROOT,
              "rename the parts to NAME-%05d-of-%05d.gguf and so on",
              part.index() + 1,
              part.count()));
    }
  }

  private static Path sibling(Path path, int index, int count) {
    Matcher name = NAME.matcher(String.valueOf(path.getFileName()));
    if (!name.matches()) {
      throw new IllegalStateException("the name was checked");
    }
    String ending = name.group(4) == null ? "" : name.group(4);
    return path.resolveSibling(
        String.format(Locale.ROOT, "%s-%05d-of-%05d%s", name.group(1), index + 1, count, ending));
  }

  private static GgufFile openPart(Path anyPart, int index, int count) {
    Path path = sibling(anyPart, index, count);
    if (!Files.exists(path)) {
      throw NexusException.notFound(
          "part " + (index + 1) + " of " + count + " is missing",
          Display.escape(path.toString()),
          "put all " + count + " parts into one folder");
    }
    GgufFile file = GgufFile.open(path);
    try {
      Optional<SplitPart> part = file.part();
      if (part.isEmpty() || part.get().index() != index || part.get().count() != count) {
        throw NexusException.malformed(
            "this should be part "
                + (index + 1)
                + " of "
                + count
                + ", but is "
                + part.map(SplitPart::toString).orElse("a whole model"),
            path.toString(),
            -1,
            "download this part again");
      }
      return file;
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private static void checkTensors(List<GgufFile> parts) {
    Set<String> names = new HashSet<>();
    for (GgufFile part : parts) {
      for (Tensor tensor : part.tensors()) {
        if (!names.add(tensor.name())) {
          throw NexusException.malformed(
              "tensor " + Display.escape(tensor.name(), 60) + " is in an earlier part too",
              part.path().toString(),
              -1,
              "the parts are of different models: download them again");
        }
      }
    }
    long said = parts.getFirst().part().map(SplitPart::tensors).orElse(-1L);
    if (said >= 0 && said != names.size()) {
      throw NexusException.malformed(
          "split.tensors.count is "
              + Display.grouped(said)
              + ", but all parts together have "
              + Display.grouped(names.size())
              + " tensors",
          parts.getFirst().path().toString(),
          -1,
          "the parts are of different models: download them again");
    }
  }

  /// The files, in order.
  ///
  /// @return two or more
  public List<GgufFile> parts() {
    return parts;
  }

  /// Size of all files.
  ///
  /// @return bytes
  public long sizeBytes() {
    return parts.stream().mapToLong(GgufFile::sizeBytes).sum();
  }

  /// The model's key-values with their exact types: those of the first part, without what is about
  /// the split.
  ///
  /// @return an unmodifiable map, usable until [#close()]
  public Map<String, GgufValue> values() {
    Map<String, GgufValue> values = new LinkedHashMap<>(parts.getFirst().values());
    values.keySet().removeIf(key -> key.startsWith("split."));
    return Collections.unmodifiableMap(values);
  }

  /// The model's key-values, as [ModelFile#metadata].
  ///
  /// @return an unmodifiable map, usable until [#close()]
  public Map<String, Object> metadata() {
    Map<String, Object> plain = new LinkedHashMap<>();
    values().forEach((key, value) -> plain.put(key, value.value()));
    return Collections.unmodifiableMap(plain);
  }

  /// The tensors of all parts, in order.
  ///
  /// @return each with the byte range it has in its own part
  public List<Tensor> tensors() {
    return parts.stream().flatMap(part -> part.tensors().stream()).toList();
  }

  /// What people want to know of the model.
  ///
  /// @return the description, as of one file
  public ModelDescription describe() {
    return GgufDescription.of("GGUF v" + parts.getFirst().version(), metadata(), tensors());
  }

  /// The memory the model needs with a context window of that many tokens.
  ///
  /// @param contextTokens length of the window, above 0
  /// @return as [ModelFile#memoryAt]
  public Optional<ModelDescription.MemoryNeed> memoryAt(long contextTokens) {
    return ModelMemory.of(metadata(), tensors()).flatMap(memory -> memory.at(contextTokens));
  }

  /// Writes the model as one GGUF file: metadata without the keys of the split, bit for bit, then
  /// all tensors in order. Memory does not grow with the model.
  ///
  /// @param output the file to write
  /// @param overwrite whether other bytes under that name may be replaced
  /// @param progress hears of the bytes
  /// @return whether it was written, or was there already
  /// @throws NexusException.Refused when other bytes are there and may not be replaced, or the
  ///   output is one of the parts
  /// @throws NexusException.Storage when the disk fails
  public OutputFile.Outcome mergeTo(Path output, boolean overwrite, Progress progress) {
    Path target = output.toAbsolutePath().normalize();
    for (GgufFile part : parts) {
      if (part.path().toAbsolutePath().normalize().equals(target)) {
        throw NexusException.refused(
            "the output is one of the parts", Display.escape(output.toString()), "name another");
      }
    }
    GgufWriter writer = GgufWriter.of(values());
    for (GgufFile part : parts) {
      for (Tensor tensor : part.tensors()) {
        TensorType type = TensorType.ofName(tensor.type()).orElseThrow();
        writer.tensor(
            tensor.name(), type, tensor.shape(), TensorData.of(part.path(), tensor.range()));
      }
    }
    return writer.writeTo(output, overwrite, progress);
  }

  @Override
  public void close() {
    parts.forEach(GgufFile::close);
  }

  /// As `SplitModel[big-00001-of-00003.gguf, 3 parts, 236 tensors, 5.20 GB]`.
  @Override
  public String toString() {
    return "SplitModel["
        + Display.escape(String.valueOf(parts.getFirst().path().getFileName()), 40)
        + ", "
        + parts.size()
        + " parts, "
        + Display.grouped(tensors().size())
        + " tensors, "
        + Display.bytes(sizeBytes())
        + "]";
  }
}
