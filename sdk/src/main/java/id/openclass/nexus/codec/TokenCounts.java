package id.openclass.nexus.codec;

import org.jspecify.annotations.Nullable;

/// How often each token was seen in each context. Most contexts are never seen, and take no room.
/// Not thread-safe.
public final class TokenCounts implements TokenSink {
  private final int[] @Nullable [] counts;

  /// Starts at 0.
  ///
  /// @param contexts how many contexts
  public TokenCounts(int contexts) {
    counts = new int[contexts][];
  }

  /// What was seen in a context, by token; null when nothing was.
  int @Nullable [] seen(int context) {
    return counts[context];
  }

  int contexts() {
    return counts.length;
  }

  @Override
  public void add(int context, int value) {
    of(context)[Token.of(value)]++;
  }

  private int[] of(int context) {
    int[] seen = counts[context];
    if (seen == null) {
      seen = new int[Token.COUNT];
      counts[context] = seen;
    }
    return seen;
  }

  @Override
  public void run(int[] contexts, int[] values, int n) {
    for (int i = 0; i < n; i++) {
      of(contexts[i] & 0xFFFF)[Token.of(values[i])]++;
    }
  }

  /// Adds other counts: of another thread.
  ///
  /// @param other counts of as many contexts
  public void add(TokenCounts other) {
    for (int c = 0; c < counts.length; c++) {
      int[] theirs = other.counts[c];
      if (theirs != null) {
        int[] ours = of(c);
        for (int i = 0; i < ours.length; i++) {
          ours[i] += theirs[i];
        }
      }
    }
  }
}
