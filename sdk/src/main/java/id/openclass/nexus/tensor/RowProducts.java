package id.openclass.nexus.tensor;

/// Sums of rows times factors, the only inner loops of the low-rank term: `sums[k][x] +=` the sum
/// over `t` of `factors[k][t] * terms[t][x]`, always in the same order, so that the bits of a sum
/// depend on nothing but its terms.
///
/// Every loop starts at 0 and adds four terms to one row: then the compiler turns it into vector
/// instructions (6 to 9 products in a nanosecond with AVX-512; more terms, a second row of sums or
/// a start that varies stay scalar, 2.5). Multiplications and additions are apart, because a
/// processor without a fused instruction would take a thousand times longer for a fused one.
final class RowProducts {
  private static final int FEW = 64;

  private RowProducts() {}

  /// Adds to all of `outputs` rows of sums.
  static void add(float[][] sums, int outputs, float[][] terms, int count, float[][] factors) {
    add(sums, outputs, sums[0].length, terms, count, factors);
  }

  /// Adds to the first `length` sums of `outputs` rows.
  static void add(
      float[][] sums, int outputs, int length, float[][] terms, int count, float[][] factors) {
    boolean isShort = length < FEW;
    for (int t = 0; t < count; t += 4) {
      for (int k = 0; k < outputs; k++) {
        if (t + 4 <= count && isShort) {
          addFew(sums[k], terms, t, factors[k], length);
        } else if (t + 4 <= count) {
          add(sums[k], terms, t, factors[k], length);
        } else {
          for (int one = t; one < count; one++) {
            add(sums[k], terms[one], factors[k][one], length);
          }
        }
      }
    }
  }

  private static void add(float[] c, float[][] terms, int t, float[] p, int length) {
    float[] v = terms[t];
    float[] w = terms[t + 1];
    float[] y = terms[t + 2];
    float[] z = terms[t + 3];
    float pv = p[t];
    float pw = p[t + 1];
    float py = p[t + 2];
    float pz = p[t + 3];
    for (int x = 0; x < length; x++) {
      c[x] += ((v[x] * pv + w[x] * pw) + y[x] * py) + z[x] * pz;
    }
  }

  /// The same: the compiler unrolls a loop for the lengths that it has seen, so that a few samples
  /// of short ones would make all long ones half as fast.
  private static void addFew(float[] c, float[][] terms, int t, float[] p, int length) {
    float[] v = terms[t];
    float[] w = terms[t + 1];
    float[] y = terms[t + 2];
    float[] z = terms[t + 3];
    float pv = p[t];
    float pw = p[t + 1];
    float py = p[t + 2];
    float pz = p[t + 3];
    for (int x = 0; x < length; x++) {
      c[x] += ((v[x] * pv + w[x] * pw) + y[x] * py) + z[x] * pz;
    }
  }

  private static void add(float[] c, float[] v, float p, int length) {
    for (int x = 0; x < length; x++) {
      c[x] += v[x] * p;
    }
  }

  /// The same in integers that wrap around.
  static void add(int[][] sums, int outputs, int[][] terms, int count, int[] factors, int offset) {
    int length = sums[0].length;
    for (int t = 0; t < count; t += 4) {
      for (int k = 0; k < outputs; k++) {
        int at = offset + k * count + t;
        if (t + 4 <= count) {
          add(sums[k], terms, t, factors, at, length);
        } else {
          for (int one = t; one < count; one++) {
            add(sums[k], terms[one], factors[at + one - t], length);
          }
        }
      }
    }
  }

  private static void add(int[] c, int[][] terms, int t, int[] p, int at, int length) {
    int[] v = terms[t];
    int[] w = terms[t + 1];
    int[] y = terms[t + 2];
    int[] z = terms[t + 3];
    int pv = p[at];
    int pw = p[at + 1];
    int py = p[at + 2];
    int pz = p[at + 3];
    for (int x = 0; x < length; x++) {
      c[x] += ((v[x] * pv + w[x] * pw) + y[x] * py) + z[x] * pz;
    }
  }

  private static void add(int[] c, int[] v, int p, int length) {
    for (int x = 0; x < length; x++) {
      c[x] += v[x] * p;
    }
  }

  /// Adds the squares of rows, column by column.
  static void addSquares(float[] sums, float[][] rows, int count) {
    int length = sums.length;
    for (int i = 0; i < count; i++) {
      float[] v = rows[i];
      for (int x = 0; x < length; x++) {
        sums[x] += v[x] * v[x];
      }
    }
  }

  /// The inner product, in double precision.
  static double dot(float[] a, float[] b) {
    double even = 0;
    double odd = 0;
    double third = 0;
    double fourth = 0;
    int whole = a.length & ~3;
    for (int i = 0; i < whole; i += 4) {
      even += (double) a[i] * b[i];
      odd += (double) a[i + 1] * b[i + 1];
      third += (double) a[i + 2] * b[i + 2];
      fourth += (double) a[i + 3] * b[i + 3];
    }
    for (int i = whole; i < a.length; i++) {
      even += (double) a[i] * b[i];
    }
    return (even + odd) + (third + fourth);
  }
}
