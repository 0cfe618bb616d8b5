package id.openclass.nexus.model;

import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.Progress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A model that another program keeps on this machine.
///
/// @param path its file; of a split model the first part
/// @param source whose cache it is in
/// @param name as that program calls it: `google/gemma-3-270m/model.gguf`, `gemma3:270m`
/// @param architecture as the file says, or null
/// @param quantization as the file says, or null
/// @param sizeBytes its size, of a split model that of all parts; 0 when it cannot be read
/// @param parts count of files
/// @param digest as the cache's own file names say, without looking at the content, or as computed
///   since; null when neither, and always for split models
/// @param error why it cannot be used, or null
public record CachedModel(
    Path path,
    Source source,
    String name,
    @Nullable String architecture,
    @Nullable String quantization,
    long sizeBytes,
    int parts,
    @Nullable Digest digest,
    @Nullable NexusException error) {

  /// A program that keeps models.
  public enum Source {
    /// The hub cache of Hugging Face's libraries.
    HUGGING_FACE("Hugging Face"),
    /// Ollama.
    OLLAMA("Ollama"),
    /// LM Studio.
    LM_STUDIO("LM Studio"),
    /// llama.cpp.
    LLAMA_CPP("llama.cpp");

    private final String title;

    Source(String title) {
      this.title = title;
    }

    /// The program's name.
    ///
    /// @return as it calls itself
    public String title() {
      return title;
    }
  }

  /// Reads the whole file to learn its digest, unless that is known.
  ///
  /// @param progress hears of the bytes
  /// @return this model with its digest, or as it is when it is broken or split
  /// @throws NexusException.Storage when the file cannot be read
  public CachedModel withDigest(Progress progress) {
    if (digest != null || error != null || parts > 1) {
      return this;
    }
    return new CachedModel(
        path,
        source,
        name,
        architecture,
        quantization,
        sizeBytes,
        parts,
        digestOf(path, sizeBytes, progress),
        null);
  }

  private static Digest digestOf(Path path, long size, Progress progress) {
    try (ByteSource content = ByteSource.of(path);
        Progress.Task task = progress.begin("reading " + path.getFileName(), size)) {
      return Digest.of(content, piece -> task.advance(piece.limit()));
    }
  }

  /// As `CachedModel[gemma3:270m, Ollama, gemma3, Q8_0, 292 MB]`.
  @Override
  public String toString() {
    return "CachedModel["
        + Display.escape(name, 36)
        + ", "
        + source.title()
        + (architecture == null ? "" : ", " + Display.escape(architecture, 12))
        + (quantization == null ? "" : ", " + quantization)
        + ", "
        + (error == null ? Display.bytes(sizeBytes) : "broken")
        + "]";
  }
}
