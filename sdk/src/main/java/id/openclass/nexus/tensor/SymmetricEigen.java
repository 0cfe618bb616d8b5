package id.openclass.nexus.tensor;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/// Eigenvalues of a symmetric matrix, largest first, and on demand its eigenvectors: Householder's
/// reduction to three diagonals, then implicit QL steps (Golub and Van Loan, Matrix Computations,
/// 8.3). Only operations whose result IEEE 754 fixes: the same bits everywhere.
final class SymmetricEigen {
  /// QL steps for one eigenvalue; two or three are usual.
  private static final int MOST_STEPS = 60;

  /// Steps after which a value that stands a quarter above all others is known to six digits.
  private static final int LANCZOS_STEPS = 16;

  private final int size;
  private final double[] diagonal;

  /// Element `i` couples diagonal elements `i` and `i + 1`.
  private final double[] below;

  /// Row `k` becomes eigenvector `k`; empty when none are wanted.
  private final double[][] vectors;

  /// Decomposes a matrix, and overwrites it.
  SymmetricEigen(double[][] matrix, boolean withVectors) {
    size = matrix.length;
    diagonal = new double[size];
    below = new double[size];
    vectors = new double[withVectors ? size : 0][size];
    for (int i = 0; i < vectors.length; i++) {
      vectors[i][i] = 1;
    }
    for (int column = 0; column + 2 < size; column++) {
      reflect(matrix, column);
    }
    for (int i = 0; i < size; i++) {
      diagonal[i] = matrix[i][i];
      below[i] = i + 1 < size ? matrix[i + 1][i] : 0;
    }
    for (int i = 0; i < size; i++) {
      converge(i);
    }
  }

  /// The largest eigenvalue alone, from below, in a tenth of the time: Lanczos' steps (Golub and
  /// Van Loan, Matrix Computations, 10.1).
  ///
  /// @param matrix without negative eigenvalues
  static double largest(double[][] matrix) {
    int size = matrix.length;
    double[][] small = new double[LANCZOS_STEPS][LANCZOS_STEPS];
    double[] before = new double[size];
    double[] now = new double[size];
    for (int i = 0; i < size; i++) {
      now[i] = (i * 0x9E3779B9 < 0 ? -1 : 1) / Math.sqrt(size);
    }
    for (int step = 0; step < LANCZOS_STEPS; step++) {
      double[] next = new double[size];
      for (int i = 0; i < size; i++) {
        next[i] = product(matrix[i], now, 0);
      }
      double beta = step == 0 ? 0 : small[step][step - 1];
      double alpha = product(next, now, 0);
      small[step][step] = alpha;
      for (int i = 0; i < size; i++) {
        next[i] -= alpha * now[i] + beta * before[i];
      }
      double norm = Math.sqrt(product(next, next, 0));
      if (step + 1 == LANCZOS_STEPS || norm < 1e-9 * alpha) {
        break;
      }
      small[step][step + 1] = norm;
      small[step + 1][step] = norm;
      for (int i = 0; i < size; i++) {
        next[i] /= norm;
      }
      before = now;
      now = next;
    }
    return new SymmetricEigen(small, false).values()[0];
  }

  /// The eigenvalues, largest first.
  double[] values() {
    return order().mapToDouble(k -> diagonal[k]).toArray();
  }

  /// The eigenvectors as rows, in the order of the values.
  double[][] vectors() {
    return order().mapToObj(k -> vectors[k]).toArray(double[][]::new);
  }

  private IntStream order() {
    return IntStream.range(0, size)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer k) -> -diagonal[k]))
        .mapToInt(Integer::intValue);
  }

  /// Clears a column below its subdiagonal: `A - v w' - w v'`.
  private void reflect(double[][] a, int column) {
    double[] v = new double[size];
    double norm = 0;
    for (int i = column + 1; i < size; i++) {
      v[i] = a[i][column];
      norm += v[i] * v[i];
    }
    double head = v[column + 1];
    if (norm - head * head <= 0) {
      return;
    }
    v[column + 1] = head < 0 ? head - Math.sqrt(norm) : head + Math.sqrt(norm);
    double scale = 2 / (norm - head * head + v[column + 1] * v[column + 1]);
    double[] w = new double[size];
    double along = 0;
    for (int i = column; i < size; i++) {
      w[i] = scale * product(a[i], v, column + 1);
      along += w[i] * v[i];
    }
    for (int i = column; i < size; i++) {
      w[i] -= scale / 2 * along * v[i];
    }
    for (int i = column; i < size; i++) {
      addTo(a[i], -v[i], w, column);
      addTo(a[i], -w[i], v, column);
    }
    reflectVectors(v, scale, column + 1);
  }

  private void reflectVectors(double[] v, double scale, int from) {
    double[] sum = new double[size];
    for (int i = from; i < vectors.length; i++) {
      addTo(sum, v[i], vectors[i], 0);
    }
    for (int i = from; i < vectors.length; i++) {
      addTo(vectors[i], -scale * v[i], sum, 0);
    }
  }

  private static double product(double[] a, double[] b, int from) {
    double sum = 0;
    for (int i = from; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static void addTo(double[] a, double factor, double[] b, int from) {
    for (int i = from; i < a.length; i++) {
      a[i] += factor * b[i];
    }
  }

  /// QL steps until diagonal element `first` is coupled to no other.
  private void converge(int first) {
    for (int step = 0; step < MOST_STEPS; step++) {
      int last = first;
      while (last + 1 < size && coupled(last)) {
        last++;
      }
      if (last == first) {
        return;
      }
      chase(first, last);
    }
  }

  private boolean coupled(int i) {
    double near = Math.abs(diagonal[i]) + Math.abs(diagonal[i + 1]);
    return near + Math.abs(below[i]) != near;
  }

  /// One implicit step with Wilkinson's shift over the elements `first` to `last`.
  private void chase(int first, int last) {
    double g = (diagonal[first + 1] - diagonal[first]) / (2 * below[first]);
    double root = Math.sqrt(g * g + 1);
    g = diagonal[last] - diagonal[first] + below[first] / (g + (g < 0 ? -root : root));
    double sine = 1;
    double cosine = 1;
    double shift = 0;
    for (int i = last - 1; i >= first; i--) {
      double f = sine * below[i];
      double b = cosine * below[i];
      double r = Math.sqrt(f * f + g * g);
      below[i + 1] = r;
      if (r == 0) {
        diagonal[i + 1] -= shift;
        below[last] = 0;
        return;
      }
      sine = f / r;
      cosine = g / r;
      g = diagonal[i + 1] - shift;
      r = (diagonal[i] - g) * sine + 2 * cosine * b;
      shift = sine * r;
      diagonal[i + 1] = g + shift;
      g = cosine * r - b;
      rotate(i, cosine, sine);
    }
    diagonal[first] -= shift;
    below[first] = g;
    below[last] = 0;
  }

  private void rotate(int i, double cosine, double sine) {
    if (vectors.length == 0) {
      return;
    }
    double[] low = vectors[i];
    double[] high = vectors[i + 1];
    for (int x = 0; x < size; x++) {
      double h = high[x];
      high[x] = sine * low[x] + cosine * h;
      low[x] = cosine * low[x] - sine * h;
    }
  }

  /// As `SymmetricEigen[12.1, 3.0, 0.5]`.
  @Override
  public String toString() {
    return "SymmetricEigen" + Arrays.toString(values());
  }
}
