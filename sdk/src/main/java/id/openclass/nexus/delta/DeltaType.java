package id.openclass.nexus.delta;

import java.util.Optional;

/// What the delta file of an update is: `delta_type` in `delta_metadata.json`.
public enum DeltaType {
  /// Our own container, `docs/delta-format.md`.
  TENSOR("tensor", DeltaEngine.TENSOR),
  /// A BSDIFF40 patch, which the older program reads.
  BINARY("binary", DeltaEngine.BSDIFF),
  /// The whole new file, which the older program reads.
  FILE_BASED("file-based", DeltaEngine.WHOLE);

  private final String text;
  private final DeltaEngine engine;

  DeltaType(String text, DeltaEngine engine) {
    this.text = text;
    this.engine = engine;
  }

  /// Which engine makes such deltas.
  ///
  /// @return never [DeltaEngine#AUTO]
  public DeltaEngine engine() {
    return engine;
  }

  /// The name of the delta's file in the update.
  ///
  /// @return `delta.tensor`, `delta.binary` or `delta.file-based`
  public String fileName() {
    return "delta." + text;
  }

  static Optional<DeltaType> find(String text) {
    for (DeltaType type : values()) {
      if (type.text.equals(text)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /// As the metadata has it: `tensor`, `binary`, `file-based`.
  @Override
  public String toString() {
    return text;
  }
}
