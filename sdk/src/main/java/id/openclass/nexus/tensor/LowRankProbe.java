package id.openclass.nexus.tensor;

/// Whether a low-rank term may pay, from a sample: the eigenvalues of the Gram matrix of some rows
/// of new weights less base weights, against the noise that re-quantizing leaves in all of them.
/// Rows are brought to one length first: what sits in a few rows is cheap to code anyway.
///
/// @param rows sampled
/// @param columns of each
/// @param eigenvalues squared singular values of the sample, largest first
record LowRankProbe(int rows, int columns, double[] eigenvalues) {
  private static final int MOST_ROWS = 128;
  private static final int MOST_COLUMNS = 2048;

  /// Of what re-quantization changes in any direction, a direction of noise has that many times its
  /// share at most: the edge of Marchenko's and Pastur's law, and a margin.
  private static final double MARGIN = 1.25;

  /// Samples a pair.
  ///
  /// @return what was seen; nothing when a side has no floats
  static LowRankProbe of(TensorPair pair) {
    long all = pair.grid().rows();
    int count = (int) Math.min(MOST_ROWS, all);
    if (!DifferenceRows.possible(pair) || count < 4) {
      return new LowRankProbe(0, 0, new double[0]);
    }
    DifferenceRows reader = new DifferenceRows(pair);
    float[][] row = new float[1][pair.grid().columns()];
    int width = Math.min(MOST_COLUMNS, pair.grid().columns());
    float[][] turned = new float[width][count];
    for (int i = 0; i < count; i++) {
      reader.read(all * i / count, 1, row);
      DifferenceRows.clean(row[0]);
      for (int j = 0; j < width; j++) {
        turned[j][i] = row[0][j];
      }
    }
    return new LowRankProbe(count, width, eigenvalues(turned, count));
  }

  private static double[] eigenvalues(float[][] turned, int count) {
    float[][] sums = new float[count][count];
    float[][] lines = new float[count][turned.length];
    for (int j = 0; j < turned.length; j++) {
      for (int i = 0; i < count; i++) {
        lines[i][j] = turned[j][i];
      }
    }
    RowProducts.add(sums, count, turned, turned.length, lines, 0);
    double[][] gram = new double[count][count];
    double trace = 0;
    for (int i = 0; i < count; i++) {
      trace += sums[i][i];
      for (int j = 0; j <= i; j++) {
        double norms = Math.sqrt(sums[i][i]) * Math.sqrt(sums[j][j]);
        gram[i][j] = norms > 0 ? (sums[i][j] + sums[j][i]) / 2.0 / norms : 0;
        gram[j][i] = gram[i][j];
      }
    }
    return trace > 0 ? new SymmetricEigen(gram, false).values() : new double[0];
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
    while (found < most && left > 0 && eigenvalues[found] > MARGIN * edge(left, found)) {
      left -= eigenvalues[found];
      found++;
    }
    return found;
  }

  /// The largest eigenvalue of noise of that energy.
  private double edge(double energy, int taken) {
    double high = rows - taken;
    double root = Math.sqrt(high) + Math.sqrt(columns);
    return energy / (high * columns) * root * root;
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
