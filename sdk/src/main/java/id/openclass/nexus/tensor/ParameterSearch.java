package id.openclass.nexus.tensor;

import id.openclass.nexus.codec.TableBuilder;
import id.openclass.nexus.codec.TokenBuffer;
import id.openclass.nexus.codec.TokenCounts;
import id.openclass.nexus.model.TensorType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Chooses how the tensors of a group are predicted, by coding samples of their rows in each way.
final class ParameterSearch {
  /// Weights that are sampled of a group, about.
  private static final long SAMPLE = 1 << 21;

  private final List<TensorPair> group;
  private final List<RowSamples.Rows> sample;

  private ParameterSearch(List<TensorPair> group) {
    this.group = group;
    sample = sample(group);
  }

  /// Chooses.
  static List<RowParameters> of(List<TensorPair> group) {
    return new ParameterSearch(group).search();
  }

  private List<RowParameters> search() {
    TensorType type = group.getFirst().grid().type();
    TensorType baseType = group.getFirst().baseType();
    boolean requantize = baseType != null && baseType != type;
    List<RowParameters> plain = same(new RowParameters(requantize, false, null));
    if (baseType == null) {
      return plain;
    }
    List<RowParameters> active = same(new RowParameters(requantize, true, null));
    List<RowParameters> columns = columns(active);
    double best = cost(plain);
    List<RowParameters> chosen = plain;
    for (List<RowParameters> candidate : List.of(active, columns)) {
      double bits = cost(candidate);
      if (bits < best) {
        best = bits;
        chosen = candidate;
      }
    }
    return chosen;
  }

  private List<RowParameters> same(RowParameters one) {
    return java.util.Collections.nCopies(group.size(), one);
  }

  /// Bits of the sample, with the tables' own.
  private double cost(List<RowParameters> parameters) {
    TokenCounts counts = RowSamples.count(group, parameters, sample);
    return TableBuilder.cost(counts, TensorPlan.TABLES);
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

  /// Adds the activity of columns where there are enough rows to pay for it.
  private List<RowParameters> columns(List<RowParameters> from) {
    double[][] change = new double[group.size()][];
    TokenBuffer buffer = new TokenBuffer();
    for (RowSamples.Rows s : sample) {
      Grid grid = group.get(s.tensor()).grid();
      if (grid.rows() < 16) {
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
    List<RowParameters> with = new ArrayList<>();
    for (int t = 0; t < change.length; t++) {
      RowParameters p = from.get(t);
      with.add(new RowParameters(p.requantize(), p.activity(), relative(change[t])));
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
      relative[i] =
          mean > 0
              ? (byte) Math.clamp(Activity.halfOctaves((float) (change[i] / mean)), -12, 12)
              : 0;
    }
    return relative;
  }
}
