package id.openclass.nexus.tensor;

import id.openclass.nexus.codec.TableBuilder;
import id.openclass.nexus.codec.TokenBuffer;
import id.openclass.nexus.model.TensorType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Chooses how the tensors of a group are predicted, by coding samples of their rows in each way.
final class ParameterSearch {
  /// Weights that are sampled of a group, about.
  private static final long SAMPLE = 1 << 21;

  /// Rows below which the activity of columns or a low-rank term cannot pay.
  private static final int FEW_ROWS = 16;

  private final List<TensorPair> group;
  private final List<RowSamples.Rows> sample;
  private final boolean retyped;

  private ParameterSearch(List<TensorPair> group) {
    this.group = group;
    sample = sample(group);
    TensorType baseType = group.getFirst().baseType();
    retyped = baseType != null && baseType != group.getFirst().grid().type();
  }

  /// Chooses.
  static List<CodingChoice> of(List<TensorPair> group) {
    ParameterSearch search = new ParameterSearch(group);
    List<CodingChoice> plain =
        Collections.nCopies(group.size(), CodingChoice.plain(search.retyped, false));
    if (!RowValues.supports(group.getFirst().grid().type())) {
      return search.bytes();
    }
    if (group.getFirst().baseType() == null) {
      return plain;
    }
    List<CodingChoice> best = search.activity(plain);
    List<CodingChoice> terms = search.terms(best);
    return terms.stream().anyMatch(c -> c.term() != null) ? search.activity(terms) : best;
  }

  /// Whole bytes, or halves.
  private List<CodingChoice> bytes() {
    List<CodingChoice> whole = Collections.nCopies(group.size(), CodingChoice.plain(false, false));
    List<CodingChoice> halves = Collections.nCopies(group.size(), CodingChoice.plain(true, false));
    return cost(halves, sample) < cost(whole, sample) ? halves : whole;
  }

  /// The best of: no activity, that of rows, that of rows and columns; each with the scales of the
  /// base and, where that is cheap, with scales quantized anew.
  private List<CodingChoice> activity(List<CodingChoice> from) {
    List<CodingChoice> best = from;
    double least = Double.MAX_VALUE;
    for (boolean requantize : requantizing(from)) {
      List<CodingChoice> plain = with(from, requantize, false);
      List<CodingChoice> active = with(from, requantize, true);
      for (List<CodingChoice> candidate : List.of(plain, active, columns(active))) {
        double bits = cost(candidate, sample);
        if (bits < least) {
          least = bits;
          best = candidate;
        }
      }
    }
    return best;
  }

  private boolean[] requantizing(List<CodingChoice> from) {
    boolean cheap =
        switch (group.getFirst().grid().type()) {
          case Q4_0, Q5_0, Q8_0 -> true;
          default -> false;
        };
    if (!retyped && cheap && from.stream().anyMatch(c -> c.term() != null)) {
      return new boolean[] {false, true};
    }
    return new boolean[] {retyped};
  }

  private static List<CodingChoice> with(
      List<CodingChoice> from, boolean requantize, boolean activity) {
    return from.stream().map(c -> c.withColumns(null).with(requantize, activity)).toList();
  }

  /// Bits of the sample, with the tables' own.
  private double cost(List<CodingChoice> choices, List<RowSamples.Rows> rows) {
    return TableBuilder.cost(RowSamples.count(group, choices, rows), TensorPlan.TABLES);
  }

  /// Some rows of every tensor, spread over it.
  private static List<RowSamples.Rows> sample(List<TensorPair> group) {
    long weights = 0;
    for (TensorPair pair : group) {
      weights += pair.grid().columns() * pair.grid().rows();
    }
    List<RowSamples.Rows> rows = new ArrayList<>();
    for (int t = 0; t < group.size(); t++) {
      Grid grid = group.get(t).grid();
      int pieces = (int) Math.min(grid.rows(), 8);
      long wanted = grid.rows();
      if (weights > SAMPLE) {
        wanted = Math.max(pieces, (long) ((double) grid.rows() * SAMPLE / weights));
      }
      int each = (int) Math.min((wanted + pieces - 1) / pieces, grid.sliceRows());
      for (int p = 0; p < pieces; p++) {
        long from = grid.rows() * p / pieces;
        long to = grid.rows() * (p + 1) / pieces;
        rows.add(new RowSamples.Rows(t, from, (int) Math.min(each, to - from)));
      }
    }
    return rows;
  }

  /// Adds a low-rank term to each tensor where a coded sample says that it pays.
  private List<CodingChoice> terms(List<CodingChoice> from) {
    List<CodingChoice> with = new ArrayList<>();
    for (int t = 0; t < from.size(); t++) {
      with.add(term(t, from));
    }
    return with;
  }

  private CodingChoice term(int tensor, List<CodingChoice> choices) {
    TensorPair pair = group.get(tensor);
    CodingChoice best = choices.get(tensor);
    if (pair.grid().rows() < FEW_ROWS) {
      return best;
    }
    LowRankProbe probe = LowRankProbe.of(pair);
    if (!probe.mayPay()) {
      return best;
    }
    LowRankFit fit = LowRankFit.of(pair, rank(probe.components()), 2);
    List<RowSamples.Rows> rows = sample.stream().filter(s -> s.tensor() == tensor).toList();
    long sampled = rows.stream().mapToLong(RowSamples.Rows::rows).sum();
    double factor = (double) pair.grid().rows() / sampled;
    List<CodingChoice> trial = new ArrayList<>(choices);
    double least = cost(trial, rows) * factor;
    for (double step : new double[] {FactorChoice.DEFAULT_STEP, 1.5, 6}) {
      FactorChoice term = FactorChoice.of(fit, Factors.MOST_RANK, step);
      if (term == null) {
        return best;
      }
      CodingChoice candidate = choices.get(tensor).withTerm(term);
      trial.set(tensor, candidate);
      double bits = cost(trial, rows) * factor + 8.0 * SideRecord.write(candidate).length;
      if (bits < least) {
        least = bits;
        best = candidate;
      } else if (step == FactorChoice.DEFAULT_STEP && bits > 1.05 * least) {
        return best;
      }
    }
    return best;
  }

  /// A fit of twice the components that stand out finds them well, and those just below.
  private static int rank(int components) {
    return components <= 4 ? 8 : components <= 12 ? 16 : components <= 24 ? 32 : 64;
  }

  /// Adds the activity of columns where there are enough rows to pay for it.
  private List<CodingChoice> columns(List<CodingChoice> from) {
    double[][] change = new double[group.size()][];
    TokenBuffer buffer = new TokenBuffer();
    for (RowSamples.Rows s : sample) {
      Grid grid = group.get(s.tensor()).grid();
      if (grid.rows() < FEW_ROWS) {
        continue;
      }
      RowCodec codec =
          RowSamples.encode(group.get(s.tensor()), from.get(s.tensor()), s.row(), s.rows(), buffer);
      double[] sum = change[s.tensor()];
      if (sum == null) {
        change[s.tensor()] = codec.columnChange;
      } else {
        for (int i = 0; i < sum.length; i++) {
          sum[i] += codec.columnChange[i];
        }
      }
    }
    List<CodingChoice> with = new ArrayList<>();
    for (int t = 0; t < change.length; t++) {
      with.add(from.get(t).withColumns(relative(change[t])));
    }
    return with;
  }

  private static byte @Nullable [] relative(double @Nullable [] change) {
    if (change == null) {
      return null;
    }
    double mean = 0;
    for (double c : change) {
      mean += c;
    }
    mean /= change.length;
    byte[] relative = new byte[change.length];
    for (int i = 0; i < change.length; i++) {
      float ratio = (float) (change[i] / mean);
      relative[i] = mean > 0 ? (byte) Math.clamp(Activity.halfOctaves(ratio), -12, 12) : 0;
    }
    return relative;
  }
}
