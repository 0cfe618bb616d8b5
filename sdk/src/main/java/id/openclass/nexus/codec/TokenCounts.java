package id.openclass.nexus.codec;

/// How often each token was seen in each context. Not thread-safe.
public final class TokenCounts implements TokenSink {
  final int[] counts;

  /// Starts at 0.
  ///
  /// @param contexts how many contexts
  public TokenCounts(int contexts) {
    counts = new int[contexts << TokenTables.SYMBOL_BITS];
  }

  @Override
  public void add(int context, int value) {
    counts[context << TokenTables.SYMBOL_BITS | Token.of(value)]++;
  }

  @Override
  public void run(int[] contexts, int[] values, int n) {
    int[] all = counts;
    for (int i = 0; i < n; i++) {
      all[(contexts[i] & 0xFFFF) << TokenTables.SYMBOL_BITS | Token.of(values[i])]++;
    }
  }

  /// Adds other counts: of another thread.
  ///
  /// @param other counts of as many contexts
  public void add(TokenCounts other) {
    for (int i = 0; i < counts.length; i++) {
      counts[i] += other.counts[i];
    }
  }

  int contexts() {
    return counts.length >>> TokenTables.SYMBOL_BITS;
  }
}
