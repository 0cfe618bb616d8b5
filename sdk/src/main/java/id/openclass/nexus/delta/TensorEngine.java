package id.openclass.nexus.delta;

import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.OutputFile.Outcome;
import id.openclass.nexus.core.Progress;
import id.openclass.nexus.diff.DiffEstimate;
import id.openclass.nexus.diff.DiffOptions;
import id.openclass.nexus.diff.DiffReport;
import id.openclass.nexus.diff.Differ;
import id.openclass.nexus.model.ModelFile;
import id.openclass.nexus.patch.Damage;
import id.openclass.nexus.patch.DeltaFile;
import id.openclass.nexus.patch.PatchOptions;
import id.openclass.nexus.patch.Patcher;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Our own container: [Differ] makes it, [Patcher] applies it.
final class TensorEngine implements Engine {
  @Override
  public DeltaType type() {
    return DeltaType.TENSOR;
  }

  @Override
  public Optional<String> obstacle(long baseBytes, long resultBytes) {
    return Optional.empty();
  }

  @Override
  public Made make(Path base, Path result, Path into, DeltaOptions options) {
    DiffReport report = report(base, result, into, options);
    return new Made(
        report.baseDigest(),
        report.resultDigest(),
        report.resultBytes(),
        FileBytes.digest(into, options.progress()),
        report.deltaBytes());
  }

  /// Makes the delta and tells where its bytes went.
  static DiffReport report(Path base, Path result, Path into, DeltaOptions options) {
    try (ModelFile from = ModelFile.open(base);
        ModelFile to = ModelFile.open(result)) {
      return Differ.between(from, to).writeTo(into, how(options));
    }
  }

  /// Tells about how large the delta would be.
  static DiffEstimate estimate(Path base, Path result, DeltaOptions options) {
    try (ModelFile from = ModelFile.open(base);
        ModelFile to = ModelFile.open(result)) {
      return Differ.between(from, to).estimate(how(options));
    }
  }

  private static DiffOptions how(DeltaOptions options) {
    return DiffOptions.defaults()
        .withThreads(options.threads())
        .withAdapter(options.adapter())
        .withOverwrite(true)
        .withProgress(options.progress());
  }

  @Override
  public boolean checksBase() {
    return true;
  }

  @Override
  public Outcome apply(
      Path base, ByteSource delta, DeltaMetadata metadata, Path into, ApplyOptions options) {
    PatchOptions how =
        PatchOptions.defaults()
            .withThreads(options.threads())
            .withOverwrite(options.overwrite())
            .withProgress(options.progress());
    try (DeltaFile file = DeltaFile.open(new Shared(delta));
        Patcher patcher = Patcher.of(file, base)) {
      return patcher.writeTo(into, how);
    }
  }

  @Override
  public void check(ByteSource delta, DeltaMetadata metadata) {
    try (DeltaFile file = open(delta, metadata)) {
      file.requireWhole();
    }
  }

  @Override
  public List<String> faults(ByteSource delta, DeltaMetadata metadata) {
    try (DeltaFile file = open(delta, metadata)) {
      return file.damages().stream().map(Damage::toString).toList();
    }
  }

  @Override
  public List<String> faults(
      Path base, ByteSource delta, DeltaMetadata metadata, Progress progress) {
    try (DeltaFile file = open(delta, metadata);
        Patcher patcher = Patcher.of(file, base)) {
      PatchOptions how = PatchOptions.defaults().withProgress(progress);
      return patcher.verify(how).stream().map(Damage::toString).toList();
    }
  }

  /// Opens a delta and compares it with the metadata.
  private static DeltaFile open(ByteSource delta, DeltaMetadata metadata) {
    DeltaFile file = DeltaFile.open(new Shared(delta));
    boolean same =
        file.baseDigest().equals(metadata.from())
            && file.resultDigest().equals(metadata.to())
            && file.resultSize() == metadata.resultBytes();
    if (!same) {
      file.close();
      throw NexusException.malformed(
          "the delta is for other files than delta_metadata.json says",
          delta.name(),
          -1,
          "get the update again from its publisher");
    }
    return file;
  }

  /// A source that stays open when its reader is closed.
  private record Shared(ByteSource source) implements ByteSource {
    @Override
    public String name() {
      return source.name();
    }

    @Override
    public long length() {
      return source.length();
    }

    @Override
    public void read(long offset, ByteBuffer into) {
      source.read(offset, into);
    }

    @Override
    public void close() {
      // The caller's to close.
    }
  }
}
