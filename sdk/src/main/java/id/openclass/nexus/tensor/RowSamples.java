package id.openclass.nexus.tensor;

import id.openclass.nexus.codec.TokenBuffer;
import id.openclass.nexus.codec.TokenCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Passes over the rows of tensors, slice by slice, on all threads of the caller's pool.
final class RowSamples {
  private RowSamples() {}

  /// Some rows of a tensor of the group.
  record Rows(int tensor, long row, int rows) {}

  static RowCodec codec(TensorPair pair, CodingChoice choice) {
    Grid grid = pair.grid();
    return RowCodec.of(grid.type(), grid.columns(), pair.baseType(), choice.rows());
  }

  /// Turns rows into values.
  static RowCodec encode(TensorPair pair, CodingChoice choice, long row, int rows, TokenBuffer to) {
    RowCodec codec = codec(pair, choice);
    byte[] fresh = new byte[rows * codec.rowBytes];
    byte[] base = new byte[rows * codec.baseRowBytes];
    pair.read(row, rows, fresh);
    if (pair.baseType() != null) {
      pair.readBase(row, rows, base);
    }
    to.clear();
    codec.encodeRows(base, fresh, rows, choice.term(), to);
    return codec;
  }

  /// All slices of all tensors.
  static List<Rows> slices(List<TensorPair> group) {
    List<Rows> slices = new ArrayList<>();
    for (int t = 0; t < group.size(); t++) {
      Grid grid = group.get(t).grid();
      for (long row = 0; row < grid.rows(); row += grid.sliceRows()) {
        slices.add(new Rows(t, row, (int) Math.min(grid.sliceRows(), grid.rows() - row)));
      }
    }
    return slices;
  }

  /// Counts the tokens of all rows.
  static TokenCounts count(List<TensorPair> group, List<CodingChoice> choices) {
    return count(group, choices, slices(group));
  }

  /// Counts the tokens of some rows.
  static TokenCounts count(List<TensorPair> group, List<CodingChoice> choices, List<Rows> slices) {
    int contexts = codec(group.getFirst(), choices.getFirst()).contexts();
    int threads = Math.min(slices.size(), Runtime.getRuntime().availableProcessors());
    return IntStream.range(0, threads)
        .parallel()
        .mapToObj(thread -> {
          TokenCounts counts = new TokenCounts(contexts);
          TokenBuffer buffer = new TokenBuffer();
          for (int i = thread; i < slices.size(); i += threads) {
            Rows s = slices.get(i);
            encode(group.get(s.tensor), choices.get(s.tensor), s.row, s.rows, buffer);
            buffer.count(counts);
          }
          return counts;
        })
        .reduce((a, b) -> {
          a.add(b);
          return a;
        })
        .orElseThrow();
  }
}
