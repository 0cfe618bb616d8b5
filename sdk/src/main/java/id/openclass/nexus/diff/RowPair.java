package id.openclass.nexus.diff;

import id.openclass.nexus.core.ByteRange;
import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.model.TensorType;
import id.openclass.nexus.tensor.Grid;
import id.openclass.nexus.tensor.TensorPair;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Rows of a tensor in one file, and of its base in another.
///
/// @param offset of the new rows
/// @param baseOffset of the base rows, 0 without base
record RowPair(
    ByteSource next,
    long offset,
    Grid grid,
    ByteSource base,
    long baseOffset,
    @Nullable TensorType baseType)
    implements TensorPair {

  int baseRowBytes() {
    return baseType == null ? 0 : (int) baseType.bytes(grid.columns());
  }

  /// The base rows of a run of rows.
  ByteRange baseRange(long row, int rows) {
    return new ByteRange(baseOffset + row * baseRowBytes(), (long) rows * baseRowBytes());
  }

  @Override
  public void read(long row, int rows, byte[] into) {
    next.read(offset + row * grid.rowBytes(), ByteBuffer.wrap(into, 0, rows * grid.rowBytes()));
  }

  @Override
  public void readBase(long row, int rows, byte[] into) {
    ByteRange range = baseRange(row, rows);
    base.read(range.offset(), ByteBuffer.wrap(into, 0, (int) range.length()));
  }
}
