package id.openclass.nexus.tensor;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds out whether a low-rank term pays for one tensor of a group, and which: a probe of some
/// rows, a fit where that looks promising, and in the end the cost of coded samples. A hint is
/// believed where it pays.
final class TermSearch {
  /// Components of the first fit, at most: those of most adapters. A fit that finds no end of what
  /// pays is done again for all that may be there.
  private static final int FIRST_RANK = 18;

  private static final float[][] NONE = {};

  /// Steps that are tried after the default: floats like fine ones.
  private static final double[] FINER = {1.5, 0.75};

  private static final double COARSER = 6;

  /// A term that saves less than a hundredth is not tried with other steps: they would change
  /// little of what is little.
  private static final double LITTLE = 0.99;

  /// What saves less than that is not worth its time, here and where the delta is applied.
  private static final double LEAST = 0.996;

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
    return enough || !probe.mayPay() ? hinted : search.best(fit(pair, probe.components()), hinted);
  }

  /// @param seen components that a sample shows: a quarter more may be there, and fewer may pay
  private static LowRankFit fit(TensorPair pair, int seen) {
    int most = Math.min(Math.max(8, seen + seen / 4), Factors.mostRank(pair.grid().columns()));
    int rank = Math.min(most, FIRST_RANK);
    LowRankFit fit = LowRankFit.of(pair, rank, 2);
    boolean more = rank < most && !endsWithin(fit, rank) && pays(fit, rank);
    return more ? LowRankFit.of(pair, most, 2) : fit;
  }

  /// Whether noise begins in the second half of the components; a fall before it may be the first
  /// of a full fine-tune, of which all components pay.
  private static boolean endsWithin(LowRankFit fit, int rank) {
    return fit.elbow() > rank / 2 && fit.elbow() < rank;
  }

  /// Whether the weakest of the components still pays.
  private static boolean pays(LowRankFit fit, int rank) {
    FactorChoice term = FactorChoice.of(fit, rank, FactorChoice.DEFAULT_STEP);
    return term != null && term.factors().rank() == rank;
  }

  /// The best of some ranks at the default step, then of some steps at that rank.
  private CodingChoice best(LowRankFit fit, CodingChoice soFar) {
    Trial best = new Trial(soFar, bits(soFar));
    Trial term = bestRank(fit);
    double plain = soFar.term() == null ? best.bits : bits(choices.get(tensor));
    if (term == null || term.bits > LEAST * plain) {
      return soFar;
    }
    if (term.bits > LITTLE * plain) {
      return best.orBetter(term).choice;
    }
    Trial finer = trial(fit, rank(term), FINER[0]);
    boolean fine = finer != null && finer.bits < term.bits;
    Trial last = trial(fit, rank(term), fine ? FINER[1] : COARSER);
    return best.orBetter(term).orBetter(finer).orBetter(last).choice;
  }

  /// As many components as pay by theory, which overrates those at the edge of noise; those above
  /// the last steep fall; then a quarter fewer as long as that helps.
  private @Nullable Trial bestRank(LowRankFit fit) {
    Trial best = trial(fit, Factors.MOST_RANK, FactorChoice.DEFAULT_STEP);
    if (best == null) {
      return null;
    }
    if (fit.elbow() < rank(best)) {
      best = best.orBetter(trial(fit, fit.elbow(), FactorChoice.DEFAULT_STEP));
    }
    Trial fewer = best;
    while (fewer != null && fewer.bits <= best.bits && rank(fewer) > 1) {
      best = fewer;
      fewer = trial(fit, rank(best) * 3 / 4, FactorChoice.DEFAULT_STEP);
    }
    return best.orBetter(fewer);
  }

  private static int rank(Trial trial) {
    FactorChoice term = trial.choice.term();
    return term == null ? 0 : term.factors().rank();
  }

  private @Nullable Trial trial(LowRankFit fit, int most, double step) {
    FactorChoice term = FactorChoice.of(fit, most, step);
    if (term == null) {
      return null;
    }
    CodingChoice choice = choices.get(tensor).withTerm(term, group.get(tensor).grid().type());
    return new Trial(choice, bits(choice));
  }

  /// A choice, and what it costs.
  private record Trial(CodingChoice choice, double bits) {
    Trial orBetter(@Nullable Trial other) {
      return other != null && other.bits < bits ? other : this;
    }
  }

  /// Bits of all the tensor's rows, about, and of what goes beside them.
  private double bits(CodingChoice choice) {
    List<CodingChoice> trial = new ArrayList<>(choices);
    trial.set(tensor, choice);
    return scale * ParameterSearch.cost(group, trial, rows) + 8.0 * SideRecord.write(choice).length;
  }
}
