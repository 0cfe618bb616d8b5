package id.openclass.nexus.tensor;

import id.openclass.nexus.model.TensorType;
import id.openclass.nexus.quant.Quantizer;
import java.util.Arrays;
import java.util.SplittableRandom;

/// Rows for tests, and rows that grew from them, in the ways in which codecs go wrong.
enum RowSource {
  /// A few weights changed a little.
  TUNED,
  /// All weights changed.
  RETRAINED,
  /// A matrix of rank 2 was added.
  MERGED,
  /// Any bits: NaN and infinite scales, denormals, codes that no quantizer makes.
  NOISE,
  /// Nearly any bits, next to those of the base.
  TOUCHED,
  /// Zeros, with and without signs, and steps of 0.
  ZEROS,
  /// As the base.
  SAME;

  /// Makes a pair.
  ///
  /// @param rows at least 1
  ArrayPair pair(TensorType type, TensorType baseType, int columns, int rows, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Grid grid = new Grid(type, columns, rows);
    float[] weights = new float[columns * rows];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) (random.nextGaussian() * 0.02 * (1 + i / columns % 3));
    }
    byte[] base = bytes(baseType, weights, random);
    byte[] next =
        switch (this) {
          case TUNED -> bytes(type, changed(weights, 0.1, 1e-4, random), random);
          case RETRAINED -> bytes(type, changed(weights, 1, 2e-3, random), random);
          case MERGED -> bytes(type, merged(weights, columns, random), random);
          case NOISE -> noise(grid, random);
          case TOUCHED -> touched(bytes(type, weights, random), random);
          case ZEROS -> zeros(grid, random);
          case SAME -> bytes(type, weights, random);
        };
    return new ArrayPair(grid, baseType, next, this == NOISE ? touched(base, random) : base);
  }

  private static byte[] bytes(TensorType type, float[] weights, SplittableRandom random) {
    boolean known = Arrays.stream(Quantizer.values()).anyMatch(q -> q.name().equals(type.name()));
    if (known) {
      return Quantizer.of(type.name()).quantize(weights);
    }
    byte[] bytes = new byte[(int) type.bytes(weights.length)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (random.nextInt(16) * random.nextInt(16));
    }
    return bytes;
  }

  private static float[] changed(float[] weights, double part, double by, SplittableRandom random) {
    float[] all = weights.clone();
    for (int i = 0; i < all.length; i++) {
      all[i] += random.nextDouble() < part ? (float) (random.nextGaussian() * by) : 0;
    }
    return all;
  }

  private static float[] merged(float[] weights, int columns, SplittableRandom random) {
    double[][] v = new double[2][columns];
    for (double[] row : v) {
      Arrays.setAll(row, j -> random.nextGaussian());
    }
    float[] all = weights.clone();
    for (int i = 0; i < all.length; i += columns) {
      double a = random.nextGaussian() * 1e-3;
      double b = random.nextGaussian() * 1e-3;
      for (int j = 0; j < columns; j++) {
        all[i + j] += (float) (a * v[0][j] + b * v[1][j]);
      }
    }
    return all;
  }

  private static byte[] noise(Grid grid, SplittableRandom random) {
    byte[] bytes = new byte[(int) (grid.rows() * grid.rowBytes())];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] touched(byte[] bytes, SplittableRandom random) {
    byte[] all = bytes.clone();
    for (int i = 0; i < all.length; i++) {
      all[i] ^= (byte) (random.nextInt(5) == 0 ? random.nextInt() : 0);
    }
    return all;
  }

  private static byte[] zeros(Grid grid, SplittableRandom random) {
    byte[] bytes = new byte[(int) (grid.rows() * grid.rowBytes())];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = random.nextInt(50) == 0 ? (byte) 0x80 : 0;
    }
    return bytes;
  }
}
