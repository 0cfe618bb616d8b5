package id.openclass.nexus.tensor;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds out whether a low-rank term pays for one tensor of a group, and which: a probe of some
/// rows, a fit where that looks promising, and in the end the cost of coded samples. A hint is
/// believed where it pays.
final class TermSearch {
  /// Components of the first fit, at most: those of most adapters. A fit that finds no end of what
  /// pays is done again for twice as many.
  private static final int FIRST_RANK = 20;

  private static final float[][] NONE = {};

  /// Finer and coarser steps that are tried after the default.
  private static final double[] STEPS = {FactorChoice.DEFAULT_STEP, 1.5, 6};

  private final List<TensorPair> group;
  private final List<CodingChoice> choices;
  private final int tensor;
  private final List<RowSamples.Rows> rows;

  /// What the rows of the sample stand for.
  private final double scale;

  private TermSearch(
      List<TensorPair> group,
      List<CodingChoice> choices,
      int tensor,
      List<RowSamples.Rows> sample) {
    this.group = group;
    this.choices = choices;
    this.tensor = tensor;
    rows = sample.stream().filter(some -> some.tensor() == tensor).toList();
    long sampled = rows.stream().mapToLong(RowSamples.Rows::rows).sum();
    scale = (double) group.get(tensor).grid().rows() / sampled;
  }

  /// Chooses for one tensor.
  ///
  /// @param choices of the whole group, without terms
  /// @param tensor which
  /// @param sample rows of the whole group
  static CodingChoice of(
      List<TensorPair> group,
      List<CodingChoice> choices,
      int tensor,
      List<RowSamples.Rows> sample) {
    TensorPair pair = group.get(tensor);
    CodingChoice plain = choices.get(tensor);
    if (pair.grid().rows() < ParameterSearch.FEW_ROWS) {
      return plain;
    }
    TermSearch search = new TermSearch(group, choices, tensor, sample);
    float[][] hint = pair instanceof HintedPair it ? it.addedRows().orElse(NONE) : NONE;
    CodingChoice hinted = hint.length == 0 ? plain : search.best(LowRankFit.of(pair, hint), plain);
    LowRankProbe probe = LowRankProbe.of(pair);
    boolean enough = hinted.term() != null && probe.components() <= hint.length;
    return enough || !probe.mayPay()
        ? hinted
        : search.best(fit(pair, Math.max(8, probe.components() + probe.components() / 4)), hinted);
  }

  private static LowRankFit fit(TensorPair pair, int wanted) {
    int most = Math.min(wanted, Factors.mostRank(pair.grid().columns()));
    int rank = Math.min(most, FIRST_RANK);
    LowRankFit fit = LowRankFit.of(pair, rank, 2);
    while (rank < most && pays(fit, rank)) {
      rank = Math.min(most, 2 * rank);
      fit = LowRankFit.of(pair, rank, 2);
    }
    return fit;
  }

  /// Whether the weakest of the components still pays.
  private static boolean pays(LowRankFit fit, int rank) {
    FactorChoice term = FactorChoice.of(fit, rank, FactorChoice.DEFAULT_STEP);
    return term != null && term.factors().rank() == rank;
  }

  private CodingChoice best(LowRankFit fit, CodingChoice soFar) {
    CodingChoice best = soFar;
    double least = bits(best);
    for (double step : STEPS) {
      CodingChoice candidate = candidate(fit, step);
      if (candidate == null) {
        return best;
      }
      double bits = bits(candidate);
      if (bits < least) {
        least = bits;
        best = candidate;
      } else if (step == FactorChoice.DEFAULT_STEP && bits > 1.05 * least) {
        return best;
      }
    }
    return best;
  }

  private @Nullable CodingChoice candidate(LowRankFit fit, double step) {
    FactorChoice term = FactorChoice.of(fit, Factors.MOST_RANK, step);
    return term == null
        ? null
        : choices.get(tensor).withTerm(term, group.get(tensor).grid().type());
  }

  /// Bits of all the tensor's rows, about, and of what goes beside them.
  private double bits(CodingChoice choice) {
    List<CodingChoice> trial = new ArrayList<>(choices);
    trial.set(tensor, choice);
    return scale * ParameterSearch.cost(group, trial, rows) + 8.0 * SideRecord.write(choice).length;
  }
}
