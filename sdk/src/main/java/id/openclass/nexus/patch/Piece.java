package id.openclass.nexus.patch;

import id.openclass.nexus.core.ByteRange;
import id.openclass.nexus.model.TensorType;
import id.openclass.nexus.tensor.Grid;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a delta makes one range of the result. Byte by byte in `docs/delta-format.md`.
public sealed interface Piece {
  /// The most bytes of base that one slice is decoded from, unless a single row has more.
  int MOST_BASE_BYTES = 1 << 22;

  /// The most ranges of base that a [Bytes] piece names.
  int MOST_RANGES = 16;

  /// The most bytes of base that a [Bytes] piece names.
  int MOST_DICTIONARY_BYTES = 1 << 23;

  /// What it covers.
  ///
  /// @return bytes of the result, at least one
  ByteRange result();

  /// How many segments yield it.
  ///
  /// @return 0 for what has none
  default int slices() {
    return 0;
  }

  /// A range of the base.
  ///
  /// @param result what it covers
  /// @param baseOffset first byte in the base
  record Copy(ByteRange result, long baseOffset) implements Piece {}

  /// One byte over and over.
  ///
  /// @param result what it covers
  /// @param value the byte
  record Fill(ByteRange result, byte value) implements Piece {}

  /// Bytes compressed given ranges of the base.
  ///
  /// @param result what it covers, at most a slice
  /// @param dictionary the ranges, perhaps none
  /// @param record the segment
  record Bytes(ByteRange result, List<ByteRange> dictionary, int record) implements Piece {
    /// Copies the list.
    public Bytes {
      dictionary = List.copyOf(dictionary);
    }

    @Override
    public int slices() {
      return 1;
    }
  }

  /// Rows of a tensor.
  ///
  /// @param result what it covers
  /// @param grid the rows
  /// @param baseType what the base rows are, null without base
  /// @param baseOffset first byte of the base rows, 0 without base
  /// @param tables the record of the tables, -1 for none
  /// @param side the record of the tensor's own side, -1 for none
  /// @param record the first segment; the others follow
  record Fields(
      ByteRange result,
      Grid grid,
      @Nullable TensorType baseType,
      long baseOffset,
      int tables,
      int side,
      int record)
      implements Piece {
    /// The size of a row of the base.
    ///
    /// @return bytes, 0 without base
    public int baseRowBytes() {
      return baseType == null ? 0 : (int) baseType.bytes(grid.columns());
    }

    /// Rows in every slice but the last.
    ///
    /// @return at least 1
    public int sliceRows() {
      return sliceRows(grid, baseType);
    }

    /// Rows in every slice but the last.
    ///
    /// @param grid the rows
    /// @param baseType what the base rows are, null without base
    /// @return at least 1
    public static int sliceRows(Grid grid, @Nullable TensorType baseType) {
      int most = grid.sliceRows();
      return baseType == null
          ? most
          : Math.clamp(MOST_BASE_BYTES / baseType.bytes(grid.columns()), 1, most);
    }

    @Override
    public int slices() {
      return (int) Math.ceilDiv(grid.rows(), sliceRows());
    }
  }
}
