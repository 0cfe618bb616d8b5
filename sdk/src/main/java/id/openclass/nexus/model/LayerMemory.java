package id.openclass.nexus.model;

/// What one layer of a model keeps while it runs.
///
/// @param bytesPerToken keys and values of one token
/// @param windowTokens how far back the layer looks; 0 for all the way
/// @param stateBytes state that does not grow with the text
record LayerMemory(long bytesPerToken, long windowTokens, long stateBytes) {
  /// A sliding window is kept with room for one batch, rounded up to 256 tokens.
  private static final long BATCH = 512;

  private static final long ROUNDING = 256;

  long bytesAt(long contextTokens) {
    long tokens = contextTokens;
    if (windowTokens > 0) {
      long kept = Math.addExact(windowTokens, BATCH);
      tokens = Math.min(tokens, Math.ceilDiv(kept, ROUNDING) * ROUNDING);
    }
    return Math.addExact(Math.multiplyExact(bytesPerToken, tokens), stateBytes);
  }
}
