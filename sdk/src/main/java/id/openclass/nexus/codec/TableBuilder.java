package id.openclass.nexus.codec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Makes [TokenTables] from counts: contexts whose tokens are distributed alike share a table, so
/// that each table pays for its bytes. Contexts are first assigned to the most different ones, then
/// to the nearest, then tables are merged while that saves bits (as Brotli and JPEG XL cluster
/// theirs).
///
/// Only the size of a delta depends on what is chosen here. The same counts give the same tables.
public final class TableBuilder {
  /// What a table costs in its record, in bits: measured, about 5 bits for each of its symbols.
  private static final double TABLE_BITS = 24;

  private static final double SYMBOL_BITS = 5;

  private final List<TokenHistogram> contexts = new ArrayList<>();
  private final List<Integer> indices = new ArrayList<>();
  private final List<TokenHistogram> tables = new ArrayList<>();
  private final int[] assigned;
  private final byte[] tableOf;

  private TableBuilder(TokenCounts counts) {
    tableOf = new byte[counts.contexts()];
    for (int c = 0; c < tableOf.length; c++) {
      int[] seen = counts.seen(c);
      if (seen != null) {
        contexts.add(TokenHistogram.of(seen));
        indices.add(c);
      }
    }
    assigned = new int[contexts.size()];
  }

  /// Makes tables.
  ///
  /// @param counts what was seen
  /// @param most the most tables there may be, 1 to 64
  /// @return the tables
  public static TokenTables build(TokenCounts counts, int most) {
    TableBuilder builder = new TableBuilder(counts);
    if (builder.contexts.isEmpty()) {
      return new TokenTables(builder.tableOf, TokenHistogram.empty().normalized());
    }
    builder.spread(most);
    builder.settle(2);
    builder.merge();
    return builder.finish();
  }

  /// Takes the largest context as the first table, then again and again the one that its table fits
  /// worst, while a table of its own pays.
  private void spread(int most) {
    int n = contexts.size();
    double[] loss = new double[n];
    Arrays.fill(loss, Double.MAX_VALUE);
    int next = 0;
    for (int i = 1; i < n; i++) {
      if (contexts.get(i).total > contexts.get(next).total) {
        next = i;
      }
    }
    while (tables.size() < most) {
      tables.add(contexts.get(next));
      double worst = 0;
      int worstContext = -1;
      for (int i = 0; i < n; i++) {
        double d = contexts.get(i).distance(contexts.get(next));
        if (d < loss[i]) {
          loss[i] = d;
          assigned[i] = tables.size() - 1;
        }
        if (loss[i] > worst) {
          worst = loss[i];
          worstContext = i;
        }
      }
      if (worst < TABLE_BITS) {
        return;
      }
      next = worstContext;
    }
  }

  /// Moves every context to the table that codes it best, some times.
  private void settle(int rounds) {
    for (int round = 0; round < rounds; round++) {
      sum();
      double[][] lengths = tables.stream().map(TokenHistogram::lengths).toArray(double[][]::new);
      for (int i = 0; i < assigned.length; i++) {
        double best = Double.MAX_VALUE;
        for (int t = 0; t < lengths.length; t++) {
          double bits = contexts.get(i).bitsWith(lengths[t]);
          if (bits < best) {
            best = bits;
            assigned[i] = t;
          }
        }
      }
    }
    sum();
  }

  private void sum() {
    int n = tables.size();
    tables.clear();
    for (int t = 0; t < n; t++) {
      tables.add(TokenHistogram.empty());
    }
    for (int i = 0; i < assigned.length; i++) {
      tables.set(assigned[i], tables.get(assigned[i]).plus(contexts.get(i)));
    }
    int[] to = new int[n];
    List<TokenHistogram> kept = new ArrayList<>();
    for (int t = 0; t < n; t++) {
      to[t] = kept.size();
      if (tables.get(t).total > 0) {
        kept.add(tables.get(t));
      }
    }
    tables.clear();
    tables.addAll(kept);
    for (int i = 0; i < assigned.length; i++) {
      assigned[i] = to[assigned[i]];
    }
  }

  private static double bits(TokenHistogram h) {
    return h.bits + TABLE_BITS + SYMBOL_BITS * h.distinct;
  }

  /// Merges the two tables whose union saves most, while one saves.
  private void merge() {
    while (tables.size() > 1) {
      double best = 0;
      int first = -1;
      int second = -1;
      for (int i = 0; i < tables.size(); i++) {
        for (int j = i + 1; j < tables.size(); j++) {
          double saved = saved(i, j);
          if (saved > best) {
            best = saved;
            first = i;
            second = j;
          }
        }
      }
      if (first < 0) {
        return;
      }
      unite(first, second);
    }
  }

  private double saved(int i, int j) {
    TokenHistogram a = tables.get(i);
    TokenHistogram b = tables.get(j);
    return bits(a) + bits(b) - bits(a.plus(b));
  }

  private void unite(int first, int second) {
    tables.set(first, tables.get(first).plus(tables.get(second)));
    tables.remove(second);
    for (int i = 0; i < assigned.length; i++) {
      if (assigned[i] == second) {
        assigned[i] = first;
      } else if (assigned[i] > second) {
        assigned[i]--;
      }
    }
  }

  /// Estimates what values take with the tables that [#build] would make.
  ///
  /// @param counts what was seen
  /// @param most the most tables there may be, 1 to 64
  /// @return bits, those of the tables with them, the low bits too
  public static double cost(TokenCounts counts, int most) {
    TableBuilder builder = new TableBuilder(counts);
    double sum = 0;
    if (!builder.contexts.isEmpty()) {
      builder.spread(most);
      builder.settle(1);
      for (TokenHistogram h : builder.tables) {
        sum += bits(h);
        for (int i = 0; i < h.length; i++) {
          sum += (double) h.counts[i] * Token.lowBits(i);
        }
      }
    }
    return sum;
  }

  private TokenTables finish() {
    short[] frequency = new short[tables.size() << TokenTables.SYMBOL_BITS];
    for (int t = 0; t < tables.size(); t++) {
      short[] f = tables.get(t).normalized();
      System.arraycopy(f, 0, frequency, t << TokenTables.SYMBOL_BITS, f.length);
    }
    // A context never seen takes the table of the one before it: that costs the map nothing.
    int i = 0;
    byte before = 0;
    for (int c = 0; c < tableOf.length; c++) {
      if (i < assigned.length && indices.get(i) == c) {
        before = (byte) assigned[i++];
      }
      tableOf[c] = before;
    }
    return new TokenTables(tableOf, frequency);
  }
}
