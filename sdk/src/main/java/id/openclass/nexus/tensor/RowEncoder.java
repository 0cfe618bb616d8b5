package id.openclass.nexus.tensor;

import id.openclass.nexus.codec.TokenSink;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Turns rows of the tensors of a group into values, with buffers that are used again. One thread
/// each.
final class RowEncoder {
  private final List<TensorPair> group;
  private final List<CodingChoice> choices;

  /// That of the tensor that was asked for last.
  private int known = -1;

  private @Nullable RowCodec codec;
  private @Nullable RowFactors factors;
  private byte[] fresh = {};
  private byte[] base = {};

  RowEncoder(List<TensorPair> group, List<CodingChoice> choices) {
    this.group = group;
    this.choices = choices;
  }

  private RowCodec codec(int tensor) {
    RowCodec ready = codec;
    if (ready == null || known != tensor) {
      TensorPair pair = group.get(tensor);
      Grid grid = pair.grid();
      CodingChoice choice = choices.get(tensor);
      ready = RowCodec.of(grid.type(), grid.columns(), pair.baseType(), choice.rows());
      FactorChoice term = choice.term();
      factors = term == null ? null : new RowFactors(term, pair);
      codec = ready;
      known = tensor;
    }
    return ready;
  }

  /// How many contexts the values have.
  int contexts() {
    return codec(0).contexts();
  }

  /// Reads and encodes rows.
  ///
  /// @param columnSums takes how much each column changed, or null
  void encode(RowSamples.Rows rows, double @Nullable [] columnSums, TokenSink to) {
    int bytes = rows.rows() * codec(rows.tensor()).rowBytes;
    if (fresh.length < bytes) {
      fresh = new byte[bytes];
    }
    group.get(rows.tensor()).read(rows.row(), rows.rows(), fresh);
    encode(rows, fresh, columnSums, to);
  }

  /// Encodes rows.
  ///
  /// @param content the new rows, from its start
  /// @param columnSums takes how much each column changed, or null
  void encode(RowSamples.Rows rows, byte[] content, double @Nullable [] columnSums, TokenSink to) {
    RowCodec ready = codec(rows.tensor());
    int bytes = rows.rows() * ready.baseRowBytes;
    if (base.length < bytes) {
      base = new byte[bytes];
    }
    if (bytes > 0) {
      group.get(rows.tensor()).readBase(rows.row(), rows.rows(), base);
    }
    ready.encodeRows(base, content, rows.rows(), factors, columnSums, to);
  }
}
