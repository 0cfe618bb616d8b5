package id.openclass.nexus.tensor;

import org.jspecify.annotations.Nullable;

/// How the rows of one tensor are predicted: both sides of a codec need the same.
///
/// @param requantize whether new scales are predicted by quantizing the predicted weights, not by
///   the base's scales
/// @param activity whether each row says how much its weights changed
/// @param columns how much each column changed against the mean of its row, in halves of an octave;
///   null when that is not told
/// @param factors the low-rank term that is added to the base, its columns in the order in which
///   the codec takes weights; or null
record RowParameters(
    boolean requantize, boolean activity, byte @Nullable [] columns, @Nullable Factors factors) {
  RowParameters withColumns(byte @Nullable [] other) {
    return new RowParameters(requantize, activity, other, factors);
  }

  RowParameters withFactors(@Nullable Factors other) {
    return new RowParameters(requantize, activity, columns, other);
  }
}
