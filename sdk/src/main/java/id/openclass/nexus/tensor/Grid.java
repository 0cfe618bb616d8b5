package id.openclass.nexus.tensor;

import id.openclass.nexus.model.TensorType;

/// Rows of one tensor: what one plan codes. A row is at most [#SLICE_BYTES] long, and whole blocks.
/// What a thread needs to code it grows with its columns, so these are limited, too.
///
/// @param type what a block is
/// @param columns weights in a row, a multiple of the type's block
/// @param rows how many rows
public record Grid(TensorType type, int columns, long rows) {
  /// The most that one slice yields, in bytes.
  public static final int SLICE_BYTES = 1 << 20;

  /// The most weights in a row: five times those of the largest models.
  public static final int MOST_COLUMNS = 1 << 18;

  /// Holds the bounds.
  ///
  /// @throws IllegalArgumentException when a row is empty, too long or ends inside a block, or
  ///   there are no rows
  public Grid {
    if (columns <= 0 || columns % type.blockElements() != 0 || !fits(type, columns) || rows <= 0) {
      throw new IllegalArgumentException(type + ": " + columns + " columns, " + rows + " rows");
    }
  }

  /// Whether a row is not too long.
  ///
  /// @param type what a block is
  /// @param columns weights in a row, above 0
  /// @return whether both limits hold
  public static boolean fits(TensorType type, long columns) {
    return columns <= MOST_COLUMNS && type.bytes(columns) <= SLICE_BYTES;
  }

  /// Weights in all rows.
  ///
  /// @return at least 1
  public long weights() {
    return columns * rows;
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
