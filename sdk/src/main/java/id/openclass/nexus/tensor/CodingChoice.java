package id.openclass.nexus.tensor;

import id.openclass.nexus.model.TensorType;
import org.jspecify.annotations.Nullable;

/// How one tensor is coded: what its decoder needs, and how the rows of a low-rank term are found.
///
/// @param rows what both sides know
/// @param term the low-rank term whose decoder is in `rows`, or null
record CodingChoice(RowParameters rows, @Nullable FactorChoice term) {
  static CodingChoice plain(boolean requantize, boolean activity) {
    return new CodingChoice(new RowParameters(requantize, activity, null, null), null);
  }

  CodingChoice with(boolean requantize, boolean activity) {
    return new CodingChoice(
        new RowParameters(requantize, activity, rows.columns(), rows.factors()), term);
  }

  CodingChoice withColumns(byte @Nullable [] columns) {
    return new CodingChoice(rows.withColumns(columns), term);
  }

  CodingChoice withTerm(FactorChoice other, TensorType type) {
    return new CodingChoice(rows.withFactors(other.factors().inOrderOf(type)), other);
  }
}
