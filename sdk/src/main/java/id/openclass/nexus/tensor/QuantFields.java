package id.openclass.nexus.tensor;

/// The fields of the blocks of one quantized row. Not thread-safe.
final class QuantFields {
  final BlockLayout layout;
  final int blocks;

  /// Half-precision fields and small scales, block by block.
  final int[] half;

  final int[] scale;

  /// Codes, as [BlockLayout] has them.
  final int[] words;

  /// Step and offset of each group.
  final float[] step;

  final float[] offset;

  QuantFields(BlockLayout layout, int columns) {
    this.layout = layout;
    blocks = columns / layout.elements;
    half = new int[blocks * layout.halves];
    scale = new int[blocks * layout.scales];
    words = new int[columns / BlockLayout.LANES];
    step = new float[columns / layout.group];
    offset = new float[columns / layout.group];
  }

  /// Words in a group.
  int groupWords() {
    return layout.group / BlockLayout.LANES;
  }

  /// Reads a row.
  void read(byte[] rows, int at) {
    int blockWords = layout.elements / BlockLayout.LANES;
    for (int k = 0; k < blocks; k++) {
      layout.unpack(
          rows,
          at + k * layout.bytes,
          half,
          k * layout.halves,
          scale,
          k * layout.scales,
          words,
          k * blockWords);
    }
    makeSteps();
  }

  /// Writes a row.
  void write(byte[] rows, int at) {
    int blockWords = layout.elements / BlockLayout.LANES;
    for (int k = 0; k < blocks; k++) {
      layout.pack(
          rows,
          at + k * layout.bytes,
          half,
          k * layout.halves,
          scale,
          k * layout.scales,
          words,
          k * blockWords);
    }
  }

  /// Computes steps and offsets from the scales.
  void makeSteps() {
    int groups = layout.groups();
    for (int k = 0; k < blocks; k++) {
      layout.steps(half, k * layout.halves, scale, k * layout.scales, step, offset, k * groups);
    }
  }

  /// The weights, in their order.
  void values(float[] to) {
    int perGroup = groupWords();
    for (int g = 0; g < step.length; g++) {
      float s = step[g];
      float o = offset[g];
      for (int w = g * perGroup; w < (g + 1) * perGroup; w++) {
        int codes = words[w];
        to[4 * w] = s * (codes & 255) + o;
        to[4 * w + 1] = s * (codes >>> 8 & 255) + o;
        to[4 * w + 2] = s * (codes >>> 16 & 255) + o;
        to[4 * w + 3] = s * (codes >>> 24) + o;
      }
    }
  }
}
