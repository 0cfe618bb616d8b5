package id.openclass.nexus.tensor;

import id.openclass.nexus.codec.TokenCounts;
import id.openclass.nexus.codec.TokenSink;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

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
  static void encode(TensorPair pair, CodingChoice choice, long row, int rows, TokenSink to) {
    encode(pair, choice, row, rows, null, to);
  }

  /// Turns rows into values.
  ///
  /// @param columnSums takes how much each column changed, or null
  static void encode(
      TensorPair pair,
      CodingChoice choice,
      long row,
      int rows,
      double @Nullable [] columnSums,
      TokenSink to) {
    RowCodec codec = codec(pair, choice);
    byte[] fresh = new byte[rows * codec.rowBytes];
    byte[] base = new byte[rows * codec.baseRowBytes];
    pair.read(row, rows, fresh);
    if (pair.baseType() != null) {
      pair.readBase(row, rows, base);
    }
    codec.encodeRows(base, fresh, rows, choice.term(), columnSums, to);
  }

  /// Runs of rows of all tensors, evenly spread: about so many weights, or all there are.
  ///
  /// @param runs of one tensor, at most
  static List<Rows> of(List<TensorPair> group, long weights, int runs) {
    long all = 0;
    for (TensorPair pair : group) {
      all += pair.grid().columns() * pair.grid().rows();
    }
    List<Rows> rows = new ArrayList<>();
    for (int t = 0; t < group.size(); t++) {
      Grid grid = group.get(t).grid();
      double share = Math.min(1, (double) weights / all);
      int pieces = (int) Math.min(grid.rows(), runs);
      long wanted = Math.max(pieces, (long) Math.ceil(grid.rows() * share));
      // What is all there is comes in as few runs as there are slices.
      pieces = share == 1 ? (int) Math.ceilDiv(grid.rows(), grid.sliceRows()) : pieces;
      int each = (int) Math.min(Math.ceilDiv(wanted, pieces), grid.sliceRows());
      for (int p = 0; p < pieces; p++) {
        long from = grid.rows() * p / pieces;
        long to = grid.rows() * (p + 1) / pieces;
        rows.add(new Rows(t, from, (int) Math.min(each, to - from)));
      }
    }
    return rows;
  }

  /// Counts the tokens of some rows.
  static TokenCounts count(List<TensorPair> group, List<CodingChoice> choices, List<Rows> slices) {
    int contexts = codec(group.getFirst(), choices.getFirst()).contexts();
    int threads = Math.min(slices.size(), Runtime.getRuntime().availableProcessors());
    return IntStream.range(0, threads)
        .parallel()
        .mapToObj(thread -> {
          TokenCounts counts = new TokenCounts(contexts);
          for (int i = thread; i < slices.size(); i += threads) {
            Rows s = slices.get(i);
            encode(group.get(s.tensor), choices.get(s.tensor), s.row, s.rows, counts);
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
