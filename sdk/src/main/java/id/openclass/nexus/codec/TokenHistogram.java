package id.openclass.nexus.codec;

import java.util.Arrays;

/// Counts of tokens, their sum and entropy. Immutable.
final class TokenHistogram {
  private static final int LOG_BITS = 12;

  /// log2 of 0 to 4096, and of what follows: see [#log2].
  private static final double[] LOG = new double[(1 << LOG_BITS) + 1];

  /// The same, times the number: sums of n log n need no logarithm for small n.
  private static final double[] N_LOG_N = new double[1 << LOG_BITS];

  /// What an escaped token costs, about.
  private static final double UNSEEN_BITS = 20;

  static {
    for (int i = 1; i < LOG.length; i++) {
      LOG[i] = StrictMath.log(i) / StrictMath.log(2);
    }
    for (int i = 1; i < N_LOG_N.length; i++) {
      N_LOG_N[i] = i * LOG[i];
    }
  }

  final int[] counts;

  /// One more than the last token seen.
  final int length;

  final long total;
  final int distinct;

  /// Bits that coding all of them with their own frequencies takes.
  final double bits;

  /// The sum of `n log n` of a token's count and all after it.
  private final double[] logs;

  private TokenHistogram(int[] counts, int length) {
    this.counts = counts;
    this.length = length;
    long sum = 0;
    int seen = 0;
    logs = new double[length + 1];
    for (int i = length - 1; i >= 0; i--) {
      sum += counts[i];
      seen += counts[i] > 0 ? 1 : 0;
      logs[i] = logs[i + 1] + nLogN(counts[i]);
    }
    total = sum;
    distinct = seen;
    bits = nLogN(sum) - logs[0];
  }

  static TokenHistogram of(int[] all) {
    int length = 0;
    for (int i = 0; i < all.length; i++) {
      if (all[i] > 0) {
        length = i + 1;
      }
    }
    return new TokenHistogram(Arrays.copyOf(all, length), length);
  }

  static TokenHistogram empty() {
    return new TokenHistogram(new int[0], 0);
  }

  private static double nLogN(long n) {
    return n < N_LOG_N.length ? N_LOG_N[(int) n] : n * log2(n);
  }

  /// Of numbers beyond the table: its entries, and a chord between two of them.
  private static double log2(long n) {
    int shift = Long.SIZE - Long.numberOfLeadingZeros(n) - LOG_BITS;
    int high = (int) (n >> shift);
    double part = (n - ((long) high << shift)) / (double) (1L << shift);
    return shift + LOG[high] + part * (LOG[high + 1] - LOG[high]);
  }

  TokenHistogram plus(TokenHistogram other) {
    int n = Math.max(length, other.length);
    int[] sum = new int[n];
    for (int i = 0; i < length; i++) {
      sum[i] = counts[i];
    }
    for (int i = 0; i < other.length; i++) {
      sum[i] += other.counts[i];
    }
    return new TokenHistogram(sum, n);
  }

  /// Bits that one table for both costs more than one for each.
  double distance(TokenHistogram other) {
    if (other == this) {
      return 0;
    }
    int both = Math.min(length, other.length);
    double sum = logs[both] + other.logs[both];
    for (int i = 0; i < both; i++) {
      sum += nLogN(counts[i] + other.counts[i]);
    }
    return nLogN(total + other.total) - sum - bits - other.bits;
  }

  /// Bits that each token takes with these frequencies.
  double[] lengths() {
    double[] lengths = new double[Token.COUNT];
    double logTotal = total == 0 ? 0 : nLogN(total) / total;
    for (int i = 0; i < lengths.length; i++) {
      int seen = i < length ? counts[i] : 0;
      lengths[i] = seen > 0 ? logTotal - nLogN(seen) / seen : UNSEEN_BITS;
    }
    return lengths;
  }

  /// Bits that these tokens take.
  ///
  /// @param lengths what each takes
  double bitsWith(double[] lengths) {
    double sum = 0;
    for (int i = 0; i < length; i++) {
      sum += counts[i] * lengths[i];
    }
    return sum;
  }

  /// Frequencies of a table: they sum to 4096, all but the largest keep [TableCoding#MANTISSA_BITS]
  /// bits after their first, tokens too rare for one part are left to the escape.
  short[] normalized() {
    short[] frequency = new short[1 << TokenTables.SYMBOL_BITS];
    int most = TokenTables.ESCAPE;
    int sum = 0;
    double escaped = 0;
    for (int i = 0; i < length; i++) {
      double exact = (double) counts[i] * TokenTables.SCALE / total;
      if (counts[i] > 0 && exact < 0.4) {
        escaped += exact;
        continue;
      }
      int f = Math.max(counts[i] > 0 ? 1 : 0, rounded(exact));
      frequency[i] = (short) f;
      sum += f;
      if (most == TokenTables.ESCAPE || counts[i] > counts[most]) {
        most = i;
      }
    }
    if (most == TokenTables.ESCAPE) {
      frequency[most] = (short) TokenTables.SCALE;
      return frequency;
    }
    int escape = Math.max(1, rounded(escaped));
    frequency[TokenTables.ESCAPE] = (short) escape;
    sum += escape - frequency[most];
    while (sum >= TokenTables.SCALE) {
      sum -= halveLargest(frequency, most);
    }
    frequency[most] = (short) (TokenTables.SCALE - sum);
    return frequency;
  }

  /// The nearest number with few enough bits.
  static int rounded(double exact) {
    int f = (int) (exact + 0.5);
    int shift = TableCoding.bits(f) - 1 - TableCoding.MANTISSA_BITS;
    if (shift <= 0) {
      return f;
    }
    return (int) (exact / (1 << shift) + 0.5) << shift;
  }

  private static int halveLargest(short[] frequency, int but) {
    int largest = -1;
    for (int i = 0; i < TokenTables.SYMBOLS; i++) {
      if (i != but && (largest < 0 || frequency[i] > frequency[largest])) {
        largest = i;
      }
    }
    int before = frequency[largest];
    frequency[largest] = (short) rounded(before / 2.0);
    return before - frequency[largest];
  }
}
