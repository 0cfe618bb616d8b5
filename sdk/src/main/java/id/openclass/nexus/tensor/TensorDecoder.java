package id.openclass.nexus.tensor;

import id.openclass.nexus.model.TensorType;
import org.jspecify.annotations.Nullable;

/// Turns the segments of one tensor back into its rows. Thread-safe.
public final class TensorDecoder {
  private final Grid grid;

  /// Prepares to decode one tensor.
  ///
  /// @param grid its rows
  /// @param baseType the type of the base rows, or null when there are none
  /// @param tables the side record of the group
  /// @param side the side record of the tensor
  /// @throws id.openclass.nexus.core.NexusException.Malformed when a record is not what it should
  ///   be
  public TensorDecoder(Grid grid, @Nullable TensorType baseType, byte[] tables, byte[] side) {
    this.grid = grid;
  }

  /// Decodes one slice.
  ///
  /// @param segment the coded slice
  /// @param base the base rows of the slice, empty when there is no base
  /// @param rows how many rows the slice has
  /// @param into takes the rows
  /// @param offset where in it
  /// @throws id.openclass.nexus.core.NexusException.Malformed when the segment does not decode
  public void decode(byte[] segment, byte[] base, int rows, byte[] into, int offset) {
    System.arraycopy(segment, 0, into, offset, rows * grid.rowBytes());
  }
}
