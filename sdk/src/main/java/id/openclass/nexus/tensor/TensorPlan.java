package id.openclass.nexus.tensor;

import java.util.Arrays;
import java.util.List;

/// How the tensors of one group are coded: tables they share, and what each has of its own.
/// Thread-safe once made.
public final class TensorPlan {
  private final List<TensorPair> group;

  private TensorPlan(List<TensorPair> group) {
    this.group = group;
  }

  /// Reads the tensors and chooses how to code them.
  ///
  /// @param group tensors of one type and one base type
  /// @return the plan
  public static TensorPlan of(List<TensorPair> group) {
    return new TensorPlan(List.copyOf(group));
  }

  /// The side record that all tensors of the group need: frequency tables.
  ///
  /// @return the record, perhaps empty
  public byte[] tables() {
    return new byte[0];
  }

  /// The side record of one tensor: activity of columns, low-rank factors.
  ///
  /// @param tensor its index in the group
  /// @return the record, perhaps empty
  public byte[] side(int tensor) {
    return new byte[0];
  }

  /// Codes one slice.
  ///
  /// @param tensor its index in the group
  /// @param row first row of the slice
  /// @param rows how many
  /// @return the segment
  public byte[] encode(int tensor, long row, int rows) {
    byte[] rowsBytes = new byte[rows * group.get(tensor).grid().rowBytes()];
    group.get(tensor).read(row, rows, rowsBytes);
    return Arrays.copyOf(rowsBytes, rowsBytes.length);
  }
}
