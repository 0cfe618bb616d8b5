package id.openclass.nexus.tensor;

import id.openclass.nexus.codec.AdaptiveDecoder;
import id.openclass.nexus.codec.RansDecoder;
import id.openclass.nexus.codec.TokenTables;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.model.TensorType;
import org.jspecify.annotations.Nullable;

/// Turns the segments of one tensor back into its rows. Thread-safe.
public final class TensorDecoder {
  private final Grid grid;
  private final @Nullable TensorType baseType;
  private final RowParameters parameters;
  private final TokenTables tables;
  private final ThreadLocal<RowCodec> codecs = ThreadLocal.withInitial(this::codec);

  /// Prepares to decode one tensor.
  ///
  /// @param grid its rows
  /// @param baseType the type of the base rows, or null when there are none
  /// @param tables the side record of the group
  /// @param side the side record of the tensor
  /// @throws NexusException.Malformed when a record is not what it should be, or the types do not
  ///   go together
  public TensorDecoder(Grid grid, @Nullable TensorType baseType, byte[] tables, byte[] side) {
    if (!TensorPlan.supports(grid.type(), baseType)) {
      throw NexusException.malformed(
          "rows of " + grid.type() + " cannot be made from " + baseType, "delta", -1, null);
    }
    this.grid = grid;
    this.baseType = baseType;
    AdaptiveDecoder record = new AdaptiveDecoder(tables);
    RowParameters shared = SideRecord.readShared(record);
    parameters = SideRecord.read(shared, grid.columns(), side);
    this.tables = TokenTables.read(record, codec().contexts());
  }

  private RowCodec codec() {
    return RowCodec.of(grid.type(), grid.columns(), baseType, parameters);
  }

  /// Decodes one slice.
  ///
  /// @param segment the coded slice
  /// @param base the base rows of the slice, empty when there is no base
  /// @param rows how many rows the slice has
  /// @param into takes the rows
  /// @param offset where in it
  /// @throws NexusException.Malformed when the segment does not decode
  public void decode(byte[] segment, byte[] base, int rows, byte[] into, int offset) {
    RansDecoder from = new RansDecoder(tables, segment, 0, segment.length);
    codecs.get().decodeRows(from, base, rows, into, offset);
    from.finish();
  }
}
