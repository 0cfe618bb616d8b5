package id.openclass.nexus.tensor;

import java.util.Arrays;
import java.util.stream.IntStream;

/// The strongest components of new weights less base weights: subspace iteration over the streamed
/// rows and Nyström's approximation of the last pass (Halko, Martinsson and Tropp, SIAM Review 53,
/// 2011, 5.3 and 5.5). Memory: a few rows of each vector for each group of rows, never a tensor.
///
/// The seed is fixed; rows are summed in groups that depend on the shape only, and groups in their
/// order: the same bits with any number of threads.
///
/// @param v unit vectors of a value for each column, strongest first
/// @param singular singular values, as long
/// @param energy the sum of all squared differences
/// @param rows of the tensor
record LowRankFit(float[][] v, double[] singular, double energy, long rows) {
  /// Vectors beyond the rank that make the wanted ones exact.
  private static final int SPARE = 8;

  private static final long SEED = 0x6c6f772d72616e6bL;

  /// Differences held at once by a group: 4 MB of floats.
  private static final int BLOCK_WEIGHTS = 1 << 20;

  private static final int MOST_BLOCK_ROWS = 256;

  /// Rows from which the directions are found; the last pass makes them sharp. More rows would cost
  /// time and change nothing that can be measured in the delta.
  private static final int FIRST_ROWS = 512;

  /// Twice as many would make a delta smaller by one or two thousandths.
  private static final int LAST_ROWS = 8_192;

  /// Groups hold their own sums: 16 MB of floats in all.
  private static final int SUM_WEIGHTS = 1 << 22;

  private static final int MOST_GROUPS = 8;

  /// Singular values of noise fall more slowly.
  private static final double STEEP = 1.25;

  /// Below it a component is rounding noise of single precision.
  private static final double NEGLIGIBLE = 1e-9;

  /// Fits a pair.
  ///
  /// @param rank wanted components, at most [Factors#MOST_RANK] and the smaller side
  /// @param passes over the rows; 2 do where the term stands out, 3 at the noise floor
  static LowRankFit of(TensorPair pair, int rank, int passes) {
    int columns = pair.grid().columns();
    int width = (int) Math.min(rank + SPARE, Math.min(columns, pair.grid().rows()));
    return iterate(pair, random(width, columns), rank, passes);
  }

  /// Fits a pair whose row space an adapter gives: one pass.
  ///
  /// @param a the adapter's first factor: a row of columns for each of its components; the
  ///   strongest [Factors#mostRank] are kept
  static LowRankFit of(TensorPair pair, float[][] a) {
    float[][] start = Arrays.stream(a).map(float[]::clone).toArray(float[][]::new);
    return iterate(pair, start, Math.min(a.length, Factors.mostRank(pair.grid().columns())), 1);
  }

  private static LowRankFit iterate(TensorPair pair, float[][] start, int rank, int passes) {
    float[][] omega = orthonormal(start);
    for (int pass = 1; pass < passes && omega.length > 0; pass++) {
      omega = orthonormal(Pass.over(pair, omega, FIRST_ROWS).z);
    }
    long rows = pair.grid().rows();
    if (omega.length == 0) {
      return new LowRankFit(new float[0][], new double[0], 0, rows);
    }
    Pass last = Pass.over(pair, omega, LAST_ROWS);
    last.scale((float) rows / last.rows);
    return nystrom(omega, last.z, rank, last.energy(), rows);
  }

  /// The variance of what the first components leave, per weight.
  double noise(int rank) {
    double left = energy;
    for (int k = 0; k < Math.min(rank, singular.length); k++) {
      left -= singular[k] * singular[k];
    }
    double columns = v.length == 0 ? 1 : v[0].length;
    double freedom = Math.max(1, rows * columns - rank * (rows + columns));
    return Math.max(left, energy * 1e-12) / freedom;
  }

  /// How many components stand above the last steep fall of singular values; all when there is
  /// none.
  int elbow() {
    int k = singular.length - 1;
    while (k > 0 && singular[k - 1] < STEEP * singular[k]) {
      k--;
    }
    return k == 0 ? singular.length : k;
  }

  private static float[][] random(int width, int columns) {
    float[][] rows = new float[width][columns];
    long state = SEED;
    for (float[] row : rows) {
      for (int x = 0; x < columns; x++) {
        state += 0x9E3779B97F4A7C15L;
        long z = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        z ^= z >>> 31;
        row[x] = (int) z * 0x1p-31f + (int) (z >>> 32) * 0x1p-31f;
      }
    }
    return rows;
  }

  /// Gram and Schmidt, twice; vectors that add nothing are dropped.
  private static float[][] orthonormal(float[][] vectors) {
    int kept = 0;
    for (float[] vector : vectors) {
      double before = Math.sqrt(RowProducts.dot(vector, vector));
      for (int again = 0; again < 2; again++) {
        for (int k = 0; k < kept; k++) {
          addTo(vector, (float) -RowProducts.dot(vector, vectors[k]), vectors[k]);
        }
      }
      double norm = Math.sqrt(RowProducts.dot(vector, vector));
      if (norm > before * 1e-6 && norm <= Float.MAX_VALUE) {
        scale(vector, (float) (1 / norm));
        vectors[kept++] = vector;
      }
    }
    return Arrays.copyOf(vectors, kept);
  }

  private static void addTo(float[] a, float factor, float[] b) {
    for (int x = 0; x < a.length; x++) {
      a[x] += factor * b[x];
    }
  }

  private static void scale(float[] a, float factor) {
    for (int x = 0; x < a.length; x++) {
      a[x] *= factor;
    }
  }

  /// From `z`, which is `D'D omega`: `D'D` is near `z (omega' z)^-1 z'`.
  private static LowRankFit nystrom(
      float[][] omega, float[][] z, int rank, double energy, long rows) {
    double[][] root = inverseRoot(products(omega, z));
    double[][] half = multiply(multiply(root, products(z, z)), transposed(root));
    SymmetricEigen eigen = new SymmetricEigen(half, true);
    double[] values = eigen.values();
    double floor = Math.max(values.length == 0 ? 0 : values[0] * NEGLIGIBLE, 1e-60);
    int found = 0;
    while (found < Math.min(rank, values.length) && values[found] > floor) {
      found++;
    }
    double[][] mix = multiply(eigen.vectors(), root);
    float[][] v = new float[found][];
    double[] singular = new double[found];
    for (int k = 0; k < found; k++) {
      singular[k] = Math.sqrt(values[k]);
      v[k] = new float[z[0].length];
      for (int i = 0; i < z.length; i++) {
        addTo(v[k], (float) (mix[k][i] / singular[k]), z[i]);
      }
    }
    return new LowRankFit(v, singular, energy, rows);
  }

  private static double[][] products(float[][] a, float[][] b) {
    double[][] all = new double[a.length][a.length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j <= i; j++) {
        all[i][j] = (RowProducts.dot(a[i], b[j]) + RowProducts.dot(a[j], b[i])) / 2;
        all[j][i] = all[i][j];
      }
    }
    return all;
  }

  /// The rows of `Lambda^-1/2 W'`, those of negligible values left out.
  private static double[][] inverseRoot(double[][] matrix) {
    SymmetricEigen eigen = new SymmetricEigen(matrix, true);
    double[] values = eigen.values();
    double[][] rows = eigen.vectors();
    int kept = 0;
    while (kept < values.length && values[kept] > Math.max(values[0] * NEGLIGIBLE, 1e-60)) {
      double factor = 1 / Math.sqrt(values[kept]);
      for (int x = 0; x < rows[kept].length; x++) {
        rows[kept][x] *= factor;
      }
      kept++;
    }
    return Arrays.copyOf(rows, kept);
  }

  private static double[][] transposed(double[][] a) {
    double[][] turned = new double[a.length == 0 ? 0 : a[0].length][a.length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < turned.length; j++) {
        turned[j][i] = a[i][j];
      }
    }
    return turned;
  }

  static double[][] multiply(double[][] a, double[][] b) {
    double[][] product = new double[a.length][b.length == 0 ? 0 : b[0].length];
    for (int i = 0; i < a.length; i++) {
      for (int k = 0; k < b.length; k++) {
        for (int j = 0; j < product[i].length; j++) {
          product[i][j] += a[i][k] * b[k][j];
        }
      }
    }
    return product;
  }

  /// As `LowRankFit[rank 16, 2048 columns]`.
  @Override
  public String toString() {
    return "LowRankFit[rank " + v.length + ", " + rows + " rows]";
  }

  /// One reading of all rows, or of blocks of rows spread over them: `z` becomes `D'D omega`.
  private static final class Pass {
    private final float[][] z;
    private final float[] squares;
    private long rows;

    private Pass(int width, int columns) {
      z = new float[width][columns];
      squares = new float[columns];
    }

    static Pass over(TensorPair pair, float[][] omega, int most) {
      int columns = pair.grid().columns();
      long rows = pair.grid().rows();
      int block = (int) Math.min(rows, Math.clamp(BLOCK_WEIGHTS / columns, 16, MOST_BLOCK_ROWS));
      long blocks = Math.ceilDiv(rows, block);
      int taken = (int) Math.min(blocks, Math.ceilDiv(most, block));
      int held = Math.clamp(SUM_WEIGHTS / (columns * omega.length), 2, MOST_GROUPS);
      int groups = Math.min(taken, held);
      Pass[] parts =
          IntStream.range(0, groups)
              .parallel()
              .mapToObj(g -> {
                long[] starts =
                    IntStream.range(taken * g / groups, taken * (g + 1) / groups)
                        .mapToLong(i -> blocks * i / taken * block)
                        .toArray();
                return group(pair, omega, block, starts);
              })
              .toArray(Pass[]::new);
      for (int g = 1; g < groups; g++) {
        parts[0].add(parts[g]);
      }
      return parts[0];
    }

    private static Pass group(TensorPair pair, float[][] omega, int block, long[] starts) {
      int columns = omega[0].length;
      Pass sums = new Pass(omega.length, columns);
      DifferenceRows reader = new DifferenceRows(pair);
      RowProjection projection = new RowProjection(omega, columns, block);
      float[][] rows = new float[block][columns];
      for (long row : starts) {
        int count = (int) Math.min(block, pair.grid().rows() - row);
        reader.read(row, count, rows);
        float[][] y = projection.of(rows, count);
        RowProducts.add(sums.z, omega.length, rows, count, y);
        RowProducts.addSquares(sums.squares, rows, count);
        sums.rows += count;
      }
      return sums;
    }

    /// As if all rows had been read.
    void scale(float factor) {
      if (factor > 1) {
        for (float[] vector : z) {
          LowRankFit.scale(vector, factor);
        }
        LowRankFit.scale(squares, factor);
      }
    }

    private void add(Pass other) {
      for (int k = 0; k < z.length; k++) {
        addTo(z[k], 1, other.z[k]);
      }
      addTo(squares, 1, other.squares);
      rows += other.rows;
    }

    double energy() {
      double sum = 0;
      for (float square : squares) {
        sum += square;
      }
      return sum;
    }
  }
}
