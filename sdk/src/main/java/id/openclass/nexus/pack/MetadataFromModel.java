package id.openclass.nexus.pack;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.model.GgufFile;
import id.openclass.nexus.model.ModelDescription;
import id.openclass.nexus.model.ModelDescription.MemoryNeed;
import id.openclass.nexus.model.ModelFile;
import java.util.Optional;

/// Completes metadata from what a model file says, under what the publisher set: architecture,
/// quantization, context window, memory.
final class MetadataFromModel {
  /// The longest context window that is recommended unasked: what a school's PC has memory for.
  private static final long USUAL_WINDOW = 4096;

  private static final long MIB = 1 << 20;

  /// What an inference program needs beside model and cache.
  private static final long BUFFERS_BYTES = 256 * MIB;

  private MetadataFromModel() {}

  static PackageMetadata complete(PackageMetadata given, ModelFile file, String createdAt) {
    requireWhole(file);
    PackageMetadata metadata =
        fromModel(PackageMetadata.defaults(), file.describe())
            .with("created_at", createdAt)
            .with(given);
    boolean set = given.get("memory_requirements_mb").isPresent();
    Optional<MemoryNeed> need =
        metadata.contextWindow() > 0 ? file.memoryAt(metadata.contextWindow()) : Optional.empty();
    return set || need.isEmpty()
        ? metadata
        : metadata.with(
            "memory_requirements_mb",
            mebibytes(file.sizeBytes() + need.get().cacheBytes() + BUFFERS_BYTES));
  }

  private static PackageMetadata fromModel(PackageMetadata metadata, ModelDescription model) {
    PackageMetadata filled = metadata;
    if (model.architecture() != null) {
      filled = filled.with("model_type", model.architecture());
    }
    if (model.quantization() != null) {
      filled = filled.with("quantization", model.quantization());
    }
    Long trained = model.contextLength();
    if (trained != null && trained > 0) {
      filled = filled.with("context_window", Math.min(trained, USUAL_WINDOW));
    }
    return filled;
  }

  private static long mebibytes(long bytes) {
    return Math.ceilDiv(bytes, MIB);
  }

  /// A part of a split model is no model: programs would refuse it.
  private static void requireWhole(ModelFile file) {
    if (file instanceof GgufFile gguf && gguf.part().isPresent()) {
      throw NexusException.invalidValue(
          "this file is " + gguf.part().get() + " of a split model",
          Display.escape(file.path().toString()),
          "merge the parts first: nexus merge "
              + Display.escape(file.path().toString())
              + " -o FILE, then package FILE");
    }
  }
}
