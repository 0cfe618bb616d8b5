package id.openclass.nexus.tensor;

import id.openclass.nexus.model.TensorType;
import org.jspecify.annotations.Nullable;

/// New rows and the base rows that they grew from, to be read in any order by any thread.
public interface TensorPair {
  /// The new rows.
  ///
  /// @return their shape and type
  Grid grid();

  /// The type of the base rows, which have the same shape: block sizes divide the columns.
  ///
  /// @return a type, or null when there is no base
  @Nullable TensorType baseType();

  /// Reads new rows.
  ///
  /// @param row the first
  /// @param rows how many
  /// @param into takes them, from its start
  void read(long row, int rows, byte[] into);

  /// Reads base rows; never called when there is no base.
  ///
  /// @param row the first
  /// @param rows how many
  /// @param into takes them, from its start
  void readBase(long row, int rows, byte[] into);
}
