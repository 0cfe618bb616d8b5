package id.openclass.nexus.tensor;

import id.openclass.nexus.codec.TokenCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Samples of the rows of tensors, and passes over them on all threads of the caller's pool.
final class RowSamples {
  private RowSamples() {}

  /// Some rows of a tensor of the group.
  record Rows(int tensor, long row, int rows) {}

  /// Runs of rows of all tensors, evenly spread: about so many weights, or all there are.
  ///
  /// @param runs of one tensor, at most
  static List<Rows> of(List<TensorPair> group, long weights, int runs) {
    long all = 0;
    for (TensorPair pair : group) {
      all += pair.grid().weights();
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
  static TokenCounts count(List<TensorPair> group, List<CodingChoice> choices, List<Rows> some) {
    int threads = Math.min(some.size(), Runtime.getRuntime().availableProcessors());
    return IntStream.range(0, threads)
        .parallel()
        .mapToObj(thread -> {
          RowEncoder encoder = new RowEncoder(group, choices);
          TokenCounts counts = new TokenCounts(encoder.contexts());
          for (int i = thread; i < some.size(); i += threads) {
            encoder.encode(some.get(i), null, counts);
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
