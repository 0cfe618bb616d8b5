package id.openclass.nexus.tensor;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A fit turned into integers: which components stay, how fine their steps are, what they cost and
/// what they are likely to save.
///
/// All entries add the same error when the step of `u` is `step` and that of `v` is `step` over the
/// singular value (unit vectors), so strong components get more levels than weak ones; the weakest
/// go when their entries cost more than they save.
final class FactorChoice {
  /// In theory 3.5 is best where residuals cost in proportion to the logarithm of their deviation.
  static final double DEFAULT_STEP = 3;

  private static final double LN2 = 0x1.62e42fefa39efp-1;

  /// The strongest component's largest entry at the finest step: 64 such products fit an int.
  private static final double FINEST = 4095;

  private static final double WIDEST = Short.MAX_VALUE;

  private final Factors factors;
  private final float scale;
  private final byte[] shifts;
  private final short[][] v;

  /// Turns a row of differences into entries of `u`: `1 / step(u)` is in it.
  private final float[][] projector;

  private final double factorBits;
  private final double savedBits;

  private FactorChoice(LowRankFit fit, int rank, double step, double[] bits) {
    int columns = fit.v()[0].length;
    double first = fit.singular()[0];
    scale = (float) (step * step / first);
    shifts = new byte[rank];
    v = new short[rank][columns];
    double[] unit = new double[rank];
    for (int k = 0; k < rank; k++) {
      double ratio = first / fit.singular()[k];
      shifts[k] = (byte) Math.min(Factors.MOST_SHIFT, Math.getExponent(ratio * Math.sqrt(2)));
      double product = (double) scale * (1 << shifts[k]);
      double balance = Math.sqrt(product * fit.singular()[k]) / step;
      unit[k] = balance * step / fit.singular()[k];
      for (int j = 0; j < columns; j++) {
        v[k][j] = (short) Math.clamp(Math.rint(fit.v()[k][j] / unit[k]), -WIDEST, WIDEST);
      }
    }
    factors = new Factors(columns, scale, shifts, v);
    projector = leastSquares();
    factorBits = bits[0];
    savedBits = bits[1];
  }

  /// Chooses from a fit.
  ///
  /// @param most components at most
  /// @param step in deviations of the noise that the fit leaves: [#DEFAULT_STEP], or 1.5 to 12
  /// @return the choice, or null when no component pays
  static @Nullable FactorChoice of(LowRankFit fit, int most, double step) {
    int columns = fit.singular().length == 0 ? 1 : fit.v()[0].length;
    int rank = Math.min(Math.min(most, Factors.mostRank(columns)), fit.singular().length);
    if (rank == 0) {
      return null;
    }
    double wide = Math.max(largest(fit.v()[0]), 6 / Math.sqrt((double) fit.rows()));
    double finest = fit.singular()[0] * wide / FINEST;
    double width = Math.max(step * Math.sqrt(fit.noise(rank)), finest);
    double[] sum = new double[2];
    double[] best = new double[2];
    int kept = 0;
    double limit = fit.singular()[0] / (1 << Factors.MOST_SHIFT);
    for (int k = 0; k < rank && fit.singular()[k] > limit; k++) {
      double[] one = worth(fit, k, width);
      sum[0] += one[0];
      sum[1] += one[1];
      if (sum[1] - sum[0] > best[1] - best[0]) {
        best = sum.clone();
        kept = k + 1;
      }
    }
    return kept == 0 ? null : new FactorChoice(fit, kept, width, best);
  }

  private static double largest(float[] values) {
    double most = 0;
    for (float value : values) {
      most = Math.max(most, Math.abs(value));
    }
    return most;
  }

  /// What component `k` costs, and what it saves, in bits of the whole tensor.
  private static double[] worth(LowRankFit fit, int k, double step) {
    double columns = fit.v()[k].length;
    double strength = fit.singular()[k];
    double perRow = strength / Math.sqrt((double) fit.rows()) / step;
    double perColumn = strength / Math.sqrt(columns) / step;
    double cost = fit.rows() * gaussBits(perRow) + columns * gaussBits(perColumn);
    double lost = step * step * (fit.rows() * gaussLoss(perRow) + columns * gaussLoss(perColumn));
    double weights = fit.rows() * columns;
    double removed = Math.max(0, strength * strength - lost) / weights;
    double saved = weights / 2 * StrictMath.log1p(removed / fit.noise(k + 1)) / LN2;
    return new double[] {cost, saved};
  }

  /// The entropy of a normal value of that deviation, rounded.
  private static double gaussBits(double deviation) {
    double variance = deviation * deviation + 1.0 / 12;
    double shannon = StrictMath.log(2 * Math.PI * Math.E * variance) / LN2 / 2;
    return deviation < 0.3 ? 2.2 * deviation * deviation * shannonScale(deviation) : shannon;
  }

  /// Below 0.3 nearly all entries are 0: the entropy falls faster than any power.
  private static double shannonScale(double deviation) {
    return Math.max(0, 4 * (deviation - 0.1));
  }

  /// The squared error of rounding it, in squared steps: the variance itself when all become 0.
  private static double gaussLoss(double deviation) {
    return Math.min(1.0 / 12, deviation * deviation);
  }

  /// `V' (V V')^-1` of the rounded factors, as they will be added, by the eigenvectors of `V V'`.
  private float[][] leastSquares() {
    int rank = v.length;
    float[][] rounded = new float[rank][];
    for (int k = 0; k < rank; k++) {
      rounded[k] = new float[v[k].length];
      float unit = scale * (1 << shifts[k]);
      for (int j = 0; j < v[k].length; j++) {
        rounded[k][j] = v[k][j] * unit;
      }
    }
    double[][] inverse = inverse(rounded);
    float[][] rows = new float[rank][rounded[0].length];
    for (int k = 0; k < rank; k++) {
      for (int l = 0; l < rank; l++) {
        float factor = (float) inverse[k][l];
        for (int j = 0; j < rows[k].length; j++) {
          rows[k][j] += factor * rounded[l][j];
        }
      }
    }
    return rows;
  }

  private static double[][] inverse(float[][] rows) {
    int rank = rows.length;
    double[] lengths = new double[rank];
    double[][] gram = new double[rank][rank];
    for (int k = 0; k < rank; k++) {
      lengths[k] = Math.sqrt(RowProducts.dot(rows[k], rows[k])) + 1e-300;
    }
    for (int k = 0; k < rank; k++) {
      for (int l = 0; l <= k; l++) {
        gram[k][l] = RowProducts.dot(rows[k], rows[l]) / lengths[k] / lengths[l];
        gram[l][k] = gram[k][l];
      }
    }
    SymmetricEigen eigen = new SymmetricEigen(gram, true);
    double[] values = eigen.values();
    double[][] vectors = eigen.vectors();
    double[][] inverse = new double[rank][rank];
    for (int e = 0; e < rank && values[e] > 1e-6; e++) {
      for (int k = 0; k < rank; k++) {
        for (int l = 0; l < rank; l++) {
          inverse[k][l] += vectors[e][k] * vectors[e][l] / values[e] / lengths[k] / lengths[l];
        }
      }
    }
    return inverse;
  }

  /// What decodes it.
  Factors factors() {
    return factors;
  }

  float scale() {
    return scale;
  }

  byte[] shifts() {
    return shifts.clone();
  }

  /// Component by component, a value for each column.
  short[][] v() {
    return Arrays.stream(v).map(short[]::clone).toArray(short[][]::new);
  }

  /// Prepares to find the entries of `u` for rows of differences.
  RowProjection projection(int mostRows) {
    return new RowProjection(projector, v[0].length, mostRows);
  }

  /// The entries of `u`, row by row, each in 16 bits.
  ///
  /// @param projection made by [#projection(int)]
  /// @param differences rows of new weights less base weights
  /// @param rows how many
  /// @param u takes them, from `at` on
  void find(RowProjection projection, float[][] differences, int rows, int[] u, int at) {
    float[][] products = projection.of(differences, rows);
    int rank = v.length;
    for (int i = 0; i < rows; i++) {
      for (int k = 0; k < rank; k++) {
        double entry = Math.rint(products[k][i]);
        u[at + i * rank + k] = (int) Math.clamp(entry, -WIDEST, WIDEST);
      }
    }
  }

  /// What `u` and `v` cost together when each component has a table of its own.
  ///
  /// @return an estimate in bits
  double factorBits() {
    return factorBits;
  }

  /// What the residual of the weights gets cheaper by, were it normal and coded at high resolution:
  /// good for ranking choices of one tensor; the final word has a coded sample.
  ///
  /// @return an estimate in bits
  double savedBits() {
    return savedBits;
  }

  /// As `FactorChoice[rank 16, 41.2 kbit for 300.1]`.
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "FactorChoice[rank %d, %.1f kbit for %.1f]",
        v.length,
        factorBits / 1000,
        savedBits / 1000);
  }
}
