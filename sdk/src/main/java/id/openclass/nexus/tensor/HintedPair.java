package id.openclass.nexus.tensor;

import java.util.Optional;

/// Rows of which somebody says what was added to those of the base: a LoRA that was merged. A hint
/// may be wrong. What a delta yields never depends on it, only how small it is and how soon made.
public interface HintedPair extends TensorPair {
  /// What every row that was added is thought to be a sum of: the LoRA's factor of the columns. It
  /// is read anew each time, in at most 16 MiB.
  ///
  /// @return rows of as many values as the grid has columns, one for each component, in any order;
  ///   empty when nothing is known
  Optional<float[][]> addedRows();
}
