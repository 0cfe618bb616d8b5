package id.openclass.nexus.weights;

/// Normally distributed floats out of a seed, the same on every machine: SplitMix64 (Steele, Lea
/// and Flood, OOPSLA 2014) picks a place between two of 65,536 quantiles. Only additions and
/// products of single precision, so there is nothing that could round otherwise elsewhere. One
/// thread each.
public final class Gauss {
  private static final int QUANTILES = 1 << 16;
  private static final float[] TABLE = table();
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private long state;

  /// Begins.
  ///
  /// @param seed any
  public Gauss(long seed) {
    state = seed;
  }

  /// A seed of its own for part `index` of what `seed` stands for.
  static long seed(long seed, long index) {
    return mix(mix(seed + GOLDEN) ^ (index + 1) * 0xD1342543DE82EF95L);
  }

  private static long mix(long z) {
    long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
    return b ^ (b >>> 31);
  }

  /// The next bits: each of them random, by themselves no normal distribution.
  ///
  /// @return 64 of them
  public long bits() {
    state += GOLDEN;
    return mix(state);
  }

  /// Fills a run with values of a standard deviation. `count` is even.
  void fill(float[] values, int from, int count, float deviation) {
    for (int i = from; i < from + count; i += 2) {
      long bits = bits();
      values[i] = deviation * at((int) (bits >>> 32));
      values[i + 1] = deviation * at((int) bits);
    }
  }

  private static float at(int bits) {
    int quantile = bits >>> 16;
    float low = TABLE[quantile];
    return low + (TABLE[quantile + 1] - low) * ((bits & 0xffff) * 0x1p-16f);
  }

  /// The deviation of a row: log-normal around `typical`, as rows of trained matrices differ.
  static float rowDeviation(long seed, float typical) {
    Gauss gauss = new Gauss(seed);
    float normal = at((int) gauss.bits());
    return typical * (float) StrictMath.exp(0.3 * normal);
  }

  /// Quantiles from -4.4 to 4.4, by Simpson's rule over the density and inversion on the way.
  private static float[] table() {
    float[] quantiles = new float[QUANTILES + 1];
    double x = -4.4;
    double step = 1e-4;
    double below = 0;
    double total = mass(-4.4, 4.4);
    for (int q = 0; q < QUANTILES; q++) {
      double wanted = total * q / QUANTILES;
      double next = mass(x, x + step);
      while (below + next < wanted) {
        below += next;
        x += step;
        next = mass(x, x + step);
      }
      quantiles[q] = (float) (x + step * (wanted - below) / next);
    }
    quantiles[QUANTILES] = 4.4f;
    return quantiles;
  }

  private static double mass(double from, double to) {
    int pieces = to - from > 1 ? 8800 : 2;
    double width = (to - from) / pieces;
    double sum = density(from) + density(to);
    for (int i = 1; i < pieces; i++) {
      sum += density(from + i * width) * (i % 2 == 1 ? 4 : 2);
    }
    return sum * width / 3;
  }

  private static double density(double x) {
    return StrictMath.exp(-x * x / 2);
  }

  @Override
  public String toString() {
    return "Gauss[" + Long.toHexString(state) + "]";
  }
}
