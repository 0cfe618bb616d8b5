package id.openclass.nexus.weights;

import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.Progress;
import id.openclass.nexus.quant.Quantizer;
import java.nio.file.Path;

/// Two published versions of one real model, as GGUF in Q8_0: `bge-small-en` 1.0.0 and 1.5.0, 37 MB
/// each, made from two downloads of 25 MB.
///
/// @param older version 1.0.0
/// @param newer version 1.5.0
public record DemoModels(Path older, Path newer) {
  /// Makes both files in a folder. Downloads are kept in the local Maven repository; doing it again
  /// makes the same bytes and leaves the files alone.
  ///
  /// @param folder where to; made when missing
  /// @param progress hears of downloaded and of written bytes
  /// @return the two files
  /// @throws NexusException.Transfer when the weights cannot be fetched
  /// @throws NexusException.Refused when a file with other content has one of the names
  public static DemoModels in(Path folder, Progress progress) {
    return new DemoModels(
        make(PublishedWeights.V1_INT8, folder, progress),
        make(PublishedWeights.V15_INT8, folder, progress));
  }

  private static Path make(PublishedWeights source, Path folder, Progress progress) {
    Path file = folder.resolve("bge-small-en-" + source.version() + "-Q8_0.gguf");
    EmbeddingModel.write(source, Quantizer.Q8_0, file, false, progress);
    return file;
  }

  /// As `DemoModels[bge-small-en-1.0.0-Q8_0.gguf, bge-small-en-1.5.0-Q8_0.gguf]`.
  @Override
  public String toString() {
    return "DemoModels[" + older.getFileName() + ", " + newer.getFileName() + "]";
  }
}
