package id.openclass.nexus.weights;

/// A seeded update of low rank for one matrix, as merging a LoRA adds: `scale * u * v`, the entries
/// of both normally distributed. Safe for many threads.
final class LowRank {
  /// The update's entries have a deviation of about 0.001, a twentieth of the weights'.
  private static final float DEVIATION = 0.001f;

  private final int rank;
  private final long seed;
  private final float[][] right;

  LowRank(int rank, long seed, int width) {
    this.rank = rank;
    this.seed = seed;
    right = new float[rank][width];
    float scale = DEVIATION / (float) StrictMath.sqrt(rank);
    for (int k = 0; k < rank; k++) {
      new Gauss(Gauss.seed(seed, -1 - k)).fill(right[k], 0, width, scale);
    }
  }

  /// Adds to `count` values from `at` on what the update has in a row from `column` on.
  void addTo(float[] values, int at, int count, long row, int column) {
    float[] left = new float[rank + rank % 2];
    new Gauss(Gauss.seed(seed, row)).fill(left, 0, left.length, 1f);
    for (int k = 0; k < rank; k++) {
      float factor = left[k];
      float[] line = right[k];
      for (int i = 0; i < count; i++) {
        values[at + i] += factor * line[column + i];
      }
    }
  }
}
