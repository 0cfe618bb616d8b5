package id.openclass.nexus.tensor;

import id.openclass.nexus.codec.TableBuilder;
import id.openclass.nexus.codec.TokenSink;
import id.openclass.nexus.model.TensorType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ForkJoinTask;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Chooses how the tensors of a group are predicted, by coding samples of their rows in each way.
final class ParameterSearch {
  /// Weights that are sampled of a group, about: four times as many would save a third of a
  /// percent.
  private static final long SAMPLE = 1 << 18;

  /// What is enough to tell whether the activity of rows and columns pays.
  private static final long SMALL_SAMPLE = SAMPLE / 2;

  /// Runs of rows that are sampled of a tensor.
  private static final int RUNS = 8;

  /// Weights of a tensor that is searched beside others.
  private static final long SMALL = 1 << 20;

  /// Rows below which the activity of columns or a low-rank term cannot pay.
  static final int FEW_ROWS = 16;

  private final List<TensorPair> group;
  private final List<RowSamples.Rows> sample;
  private final List<RowSamples.Rows> smallSample;
  private final boolean retyped;

  private ParameterSearch(List<TensorPair> group) {
    this.group = group;
    sample = RowSamples.of(group, SAMPLE, RUNS);
    smallSample = RowSamples.of(group, SMALL_SAMPLE, RUNS);
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
        double bits = cost(candidate, smallSample);
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

  private double cost(List<CodingChoice> choices, List<RowSamples.Rows> rows) {
    return cost(group, choices, rows);
  }

  /// Bits of some rows, with the tables' own.
  static double cost(
      List<TensorPair> group, List<CodingChoice> choices, List<RowSamples.Rows> rows) {
    return TableBuilder.cost(
        RowSamples.count(group, choices, rows), TensorPlan.tables(group.getFirst().grid().type()));
  }

  /// Adds a low-rank term to each tensor where one pays: to several tensors at once, unless they
  /// are so large that their fits would take too much memory together.
  private List<CodingChoice> terms(List<CodingChoice> from) {
    List<ForkJoinTask<CodingChoice>> searches =
        IntStream.range(0, from.size())
            .mapToObj(t -> ForkJoinTask.adapt(() -> TermSearch.of(group, from, t, sample)))
            .toList();
    if (group.stream().allMatch(pair -> pair.grid().weights() <= SMALL)) {
      // One by one, unlike a parallel stream's: some take a hundred times as long as others.
      ForkJoinTask.invokeAll(searches);
    }
    return searches.stream().map(ForkJoinTask::invoke).toList();
  }

  /// Adds the activity of columns where there are enough rows to pay for it.
  private List<CodingChoice> columns(List<CodingChoice> from) {
    double[][] change = new double[group.size()][];
    RowEncoder encoder = new RowEncoder(group, from);
    for (RowSamples.Rows s : sample) {
      Grid grid = group.get(s.tensor()).grid();
      if (grid.rows() < FEW_ROWS) {
        continue;
      }
      if (change[s.tensor()] == null) {
        change[s.tensor()] = new double[grid.columns()];
      }
      encoder.encode(s, change[s.tensor()], TokenSink.NOTHING);
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
