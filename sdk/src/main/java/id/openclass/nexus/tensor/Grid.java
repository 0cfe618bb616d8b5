package id.openclass.nexus.tensor;

import id.openclass.nexus.model.TensorType;

/// Rows of one tensor: what one plan codes. A row is at most [#SLICE_BYTES] long, and whole blocks.
///
/// @param type what a block is
/// @param columns weights in a row, a multiple of the type's block
/// @param rows how many rows
public record Grid(TensorType type, int columns, long rows) {
  /// The most that one slice yields, in bytes.
  public static final int SLICE_BYTES = 1 << 20;

  /// Holds the bounds.
  ///
  /// @throws IllegalArgumentException when a row is empty, too long or ends inside a block, or
  ///   there are no rows
  public Grid {
    if (columns <= 0
        || columns % type.blockElements() != 0
        || type.bytes(columns) > SLICE_BYTES
        || rows <= 0) {
      throw new IllegalArgumentException(type + ": " + columns + " columns, " + rows + " rows");
    }
  }

  /// The size of a row.
  ///
  /// @return bytes
  public int rowBytes() {
    return (int) type.bytes(columns);
  }

  /// Rows in every slice but the last.
  ///
  /// @return at least 1, and at most [#SLICE_BYTES] bytes of them
  public int sliceRows() {
    return (int) Math.min(rows, SLICE_BYTES / rowBytes());
  }
}
