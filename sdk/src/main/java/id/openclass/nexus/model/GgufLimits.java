package id.openclass.nexus.model;

/// The most that is read of a GGUF header. Real headers are far below; a hostile one costs a
/// bounded amount of memory and time.
final class GgufLimits {
  /// From the first byte to the end of the tensor list. A vocabulary of 256 thousand words takes
  /// about 10 MB, most of it in arrays that are walked over but not copied.
  static final long HEADER_BYTES = 1L << 30;

  /// Keys, tensor names and strings outside arrays, which are copied: all together. The longest
  /// chat templates have 100 kB.
  static final long TEXT_BYTES = 32L << 20;

  /// Metadata keys. Models have about 40; files that keep one for each tensor have thousands.
  static final long KEYS = 65_536;

  /// Length of a key (`docs/gguf.md`: at most 65,535 bytes).
  static final long KEY_BYTES = 65_535;

  /// Tensors. The largest models have some thousands in GGUF and a hundred thousand in safetensors.
  static final long TENSORS = 262_144;

  /// Length of a tensor's name. `docs/gguf.md` says 64, but programs built with a larger
  /// `GGML_MAX_NAME` write longer ones.
  static final long NAME_BYTES = 1_024;

  /// Dimensions of a tensor (`GGML_MAX_DIMS`).
  static final int DIMENSIONS = 4;

  /// Elements of one array, as in ggml's own reader.
  static final long ARRAY_ELEMENTS = 1L << 30;

  /// Arrays within arrays: how deep, and how many of them in all.
  static final int ARRAY_DEPTH = 4;

  static final int NESTED_ARRAYS = 65_536;

  private GgufLimits() {}
}
