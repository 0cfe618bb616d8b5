package id.openclass.nexus.diff;

import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.Display;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a delta cost, and where its bytes went.
///
/// @param deltaBytes size of the delta
/// @param baseBytes size of the base
/// @param baseDigest SHA-256 of the base
/// @param resultBytes size of the result
/// @param resultDigest SHA-256 of the result
/// @param costs one for each tensor and for what is no tensor, in the order of the result
public record DiffReport(
    long deltaBytes,
    long baseBytes,
    Digest baseDigest,
    long resultBytes,
    Digest resultDigest,
    List<Cost> costs) {
  /// Copies the list.
  public DiffReport {
    costs = List.copyOf(costs);
  }

  /// What one tensor cost.
  ///
  /// @param name of the tensor; empty for what is no tensor
  /// @param type of the tensor; empty for what is no tensor
  /// @param baseType of the rows it was coded from, null for none
  /// @param codec `copy`, `fields`, `bytes` or `fill`: the one that made most of it
  /// @param bytes in the result
  /// @param coded in the delta, without the index; tables that several tensors share count for the
  ///   first of them
  public record Cost(
      String name, String type, @Nullable String baseType, String codec, long bytes, long coded) {}

  /// As `DiffReport[253 MB from 253 MB in 12.1 MB, 310 tensors]`.
  @Override
  public String toString() {
    return "DiffReport["
        + Display.bytes(resultBytes)
        + " from "
        + Display.bytes(baseBytes)
        + " in "
        + Display.bytes(deltaBytes)
        + "]";
  }
}
