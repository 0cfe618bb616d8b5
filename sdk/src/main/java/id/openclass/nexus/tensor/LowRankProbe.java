package id.openclass.nexus.tensor;

import java.util.Arrays;

/// Whether a low-rank term may pay, from a sample: the eigenvalues of the Gram matrix of some rows
/// of new weights less base weights, against the noise that re-quantizing leaves in all of them.
/// Rows are brought to one length first: what sits in a few rows is cheap to code anyway.
///
/// @param rows sampled
/// @param columns of each
/// @param eigenvalues squared singular values of the sample, largest first; the largest alone when
///   that is noise
record LowRankProbe(int rows, int columns, double[] eigenvalues) {
  private static final int MOST_ROWS = 128;
  private static final int LEAST_ROWS = 32;
  private static final int SOME_LINES = 16;
  private static final int MOST_COLUMNS = 2048;

  /// What an entry of a factor takes, about.
  private static final double ENTRY_BITS = 5;

  private static final double LN2 = 0x1.62e42fefa39efp-1;

  /// Of what re-quantization changes in any direction, a direction of noise has that many times its
  /// share at most: the edge of Marchenko's and Pastur's law, and a margin.
  private static final double MARGIN = 1.25;

  /// Below this many times the edge, the largest eigenvalue need not be known exactly.
  private static final double SURE = 1.15;

  /// Samples a pair: as few rows as show a component that pays, and if they show any, more.
  ///
  /// @return what was seen; nothing when a side has no floats
  static LowRankProbe of(TensorPair pair) {
    int most = (int) Math.min(MOST_ROWS, pair.grid().rows());
    if (!DifferenceRows.possible(pair) || most < 4) {
      return new LowRankProbe(0, 0, new double[0]);
    }
    int width = Math.min(MOST_COLUMNS, pair.grid().columns());
    int few = Math.min(most, fewRows(pair.grid(), width));
    LowRankProbe first = of(pair, few, width);
    return few == most || first.components() == 0 ? first : of(pair, most, width);
  }

  /// How many rows bring the edge of noise down to what a component must hold to pay: a share of
  /// `s` saves `s / (2 ln 2)` bits a weight at most, and costs some bits for each row and column.
  private static int fewRows(Grid grid, int width) {
    double paying = 2 * LN2 * ENTRY_BITS * (1.0 / grid.rows() + 1.0 / grid.columns());
    double root = Math.sqrt(paying / MARGIN) - Math.sqrt(1.0 / width);
    return root <= 0 ? MOST_ROWS : (int) Math.clamp(1 / (root * root), LEAST_ROWS, MOST_ROWS);
  }

  private static LowRankProbe of(TensorPair pair, int count, int width) {
    DifferenceRows reader = new DifferenceRows(pair);
    long all = pair.grid().rows();
    float[][] row = new float[1][pair.grid().columns()];
    float[][] turned = new float[width][count];
    float[][] lines = new float[count][];
    for (int i = 0; i < count; i++) {
      reader.read(all * i / count, 1, row);
      DifferenceRows.clean(row[0]);
      lines[i] = Arrays.copyOf(row[0], width);
      for (int j = 0; j < width; j++) {
        turned[j][i] = row[0][j];
      }
    }
    return new LowRankProbe(count, width, eigenvalues(turned, lines));
  }

  private static double[] eigenvalues(float[][] turned, float[][] lines) {
    int count = lines.length;
    float[][] sums = products(turned, lines);
    double[][] gram = new double[count][count];
    double trace = 0;
    for (int i = 0; i < count; i++) {
      trace += sums[i][i];
      for (int j = 0; j <= i; j++) {
        double norms = Math.sqrt(sums[i][i]) * Math.sqrt(sums[j][j]);
        gram[i][j] = norms > 0 ? sums[i][j] / norms : 0;
        gram[j][i] = gram[i][j];
      }
    }
    return trace > 0 ? eigenvalues(gram, turned.length) : new double[0];
  }

  /// All of them where one may stand above the noise, else the largest.
  private static double[] eigenvalues(double[][] gram, int columns) {
    double energy = 0;
    for (int i = 0; i < gram.length; i++) {
      energy += gram[i][i];
    }
    double largest = SymmetricEigen.largest(gram);
    return largest < SURE * edge(energy, gram.length, columns)
        ? new double[] {largest}
        : new SymmetricEigen(gram, false).values();
  }

  /// The inner products of lines, those with lines before them.
  private static float[][] products(float[][] turned, float[][] lines) {
    float[][] sums = new float[lines.length][lines.length];
    for (int from = 0; from < lines.length; from += SOME_LINES) {
      int to = Math.min(from + SOME_LINES, lines.length);
      float[][] some = Arrays.copyOfRange(sums, from, to);
      float[][] factors = Arrays.copyOfRange(lines, from, to);
      RowProducts.add(some, to - from, to, turned, turned.length, factors);
    }
    return sums;
  }

  /// How many components stand above the noise.
  ///
  /// @return 0 when nothing does; at most [Factors#MOST_RANK] are counted
  int components() {
    int most = Math.min(Factors.MOST_RANK, eigenvalues.length / 2);
    double left = 0;
    for (double value : eigenvalues) {
      left += value;
    }
    int found = 0;
    while (found < most
        && left > 0
        && eigenvalues[found] > MARGIN * edge(left, rows - found, columns)) {
      left -= eigenvalues[found];
      found++;
    }
    return found;
  }

  /// The largest eigenvalue of noise of that energy.
  private static double edge(double energy, int rows, int columns) {
    double root = Math.sqrt(rows) + Math.sqrt(columns);
    return energy / ((double) rows * columns) * root * root;
  }

  /// The share of the sample's energy in its strongest components.
  ///
  /// @return 0 to 1
  double share(int components) {
    double sum = 0;
    double top = 0;
    for (int k = 0; k < eigenvalues.length; k++) {
      sum += Math.max(0, eigenvalues[k]);
      top += k < components ? eigenvalues[k] : 0;
    }
    return sum > 0 ? top / sum : 0;
  }

  /// Whether a fit is worth its time: few components hold a good part of the difference, and the
  /// rest looks like noise, not like the long tail of a full fine-tune.
  ///
  /// @return false for no difference at all
  boolean mayPay() {
    int found = components();
    return found > 0 && share(found) > 0.02;
  }

  /// As `LowRankProbe[128 x 640, 14 components with 83 %]`.
  @Override
  public String toString() {
    int found = components();
    return "LowRankProbe[%d x %d, %d components with %.0f %%]"
        .formatted(rows, columns, found, 100 * share(found));
  }
}
