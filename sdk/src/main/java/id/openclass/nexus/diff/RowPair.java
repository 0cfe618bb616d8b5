package id.openclass.nexus.diff;

import id.openclass.nexus.core.ByteRange;
import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.model.TensorType;
import id.openclass.nexus.tensor.Grid;
import id.openclass.nexus.tensor.HintedPair;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Rows of a tensor in one file, and of its base in another.
///
/// @param offset of the new rows
/// @param baseOffset of the base rows, 0 without base
/// @param hint what an adapter says of them
record RowPair(
    ByteSource next,
    long offset,
    Grid grid,
    ByteSource base,
    long baseOffset,
    @Nullable TensorType baseType,
    Hint hint)
    implements HintedPair {

  /// What an adapter says of a tensor.
  ///
  /// @param adapter the adapter, open; null for none
  /// @param tensor the tensor's name
  record Hint(@Nullable AdapterFile adapter, String tensor) {
    static final Hint NONE = new Hint(null, "");
  }

  RowPair(
      ByteSource next,
      long offset,
      Grid grid,
      ByteSource base,
      long baseOffset,
      @Nullable TensorType baseType) {
    this(next, offset, grid, base, baseOffset, baseType, Hint.NONE);
  }

  RowPair with(Hint other) {
    return new RowPair(next, offset, grid, base, baseOffset, baseType, other);
  }

  @Override
  public Optional<float[][]> addedRows() {
    AdapterFile adapter = hint.adapter();
    return adapter == null ? Optional.empty() : adapter.a(hint.tensor(), grid.columns());
  }

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
