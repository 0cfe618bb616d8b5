package id.openclass.nexus.codec;

/// Takes values with their contexts, in the order in which a decoder will ask for them. Not
/// thread-safe.
public interface TokenSink {
  /// Keeps nothing: for who wants what comes of coding besides.
  TokenSink NOTHING =
      new TokenSink() {
        @Override
        public void add(int context, int value) {}

        @Override
        public void run(int[] contexts, int[] values, int n) {}
      };

  /// Takes one value.
  ///
  /// @param context its context
  /// @param value any
  void add(int context, int value);

  /// Takes a run of values.
  ///
  /// @param contexts the low 16 bits are the context of each
  /// @param values the values
  /// @param n how many
  void run(int[] contexts, int[] values, int n);
}
