package id.openclass.nexus.diff;

import id.openclass.nexus.patch.DeltaFile;
import id.openclass.nexus.patch.Piece;
import id.openclass.nexus.tensor.TensorPair;
import id.openclass.nexus.tensor.TensorPlan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Estimates what spans will cost by coding some of them: of each kind of group (type and type of
/// the base) some groups, of each tensor in them some slices.
final class Sampling {
  /// Groups of a kind that are coded, evenly spread.
  private static final int GROUPS = 4;

  /// Slices of a tensor that are coded, evenly spread.
  private static final int SLICES = 4;

  /// Slices of bytes that are coded.
  private static final int BYTE_SLICES = 8;

  /// A piece in the index, and the two digests beside header and footer.
  private static final long PIECE_BYTES = 5;

  private static final long SLICE_BYTES = 11;
  private static final long FIXED_BYTES = 80L + DeltaFile.HEADER_BYTES + DeltaFile.FOOTER_BYTES;

  private final List<Span> spans;
  private final SliceCoder coder;
  private long sampled;

  Sampling(List<Span> spans, SliceCoder coder) {
    this.spans = spans;
    this.coder = coder;
  }

  DiffEstimate estimate(long resultBytes) {
    double cost = FIXED_BYTES + PIECE_BYTES * spans.size() + bytes();
    Map<List<Object>, List<int[]>> kinds = new LinkedHashMap<>();
    for (int[] group : Groups.of(spans)) {
      RowPair pair = rows(group[0]).pair();
      List<Object> kind = List.of(pair.grid().type(), String.valueOf(pair.baseType()));
      kinds.computeIfAbsent(kind, key -> new ArrayList<>()).add(group);
    }
    for (List<int[]> groups : kinds.values()) {
      cost += kind(groups);
    }
    return new DiffEstimate((long) cost, resultBytes, sampled);
  }

  private Span.Rows rows(int span) {
    return (Span.Rows) spans.get(span);
  }

  private double bytes() {
    List<Span.Coded> all =
        spans.stream().filter(Span.Coded.class::isInstance).map(Span.Coded.class::cast).toList();
    double cost = 0;
    int step = Math.max(1, all.size() / BYTE_SLICES);
    int coded = 0;
    for (int i = 0; i < all.size(); i += step) {
      cost += coder.code(all.get(i)).bytes().length + SLICE_BYTES;
      sampled += all.get(i).result().length();
      coded++;
    }
    return coded == 0 ? 0 : cost * all.size() / coded;
  }

  /// Groups of one kind: what some cost, scaled to all by their bytes.
  private double kind(List<int[]> groups) {
    long all = 0;
    for (int[] group : groups) {
      all += length(group);
    }
    double cost = 0;
    long done = 0;
    int count = Math.min(GROUPS, groups.size());
    for (int i = 0; i < count; i++) {
      int[] group = groups.get((int) ((long) i * (groups.size() - 1) / Math.max(1, count - 1)));
      cost += group(group);
      done += length(group);
    }
    return cost * all / done;
  }

  private long length(int[] group) {
    long sum = 0;
    for (int span : group) {
      sum += spans.get(span).result().length();
    }
    return sum;
  }

  private double group(int[] group) {
    List<TensorPair> pairs = new ArrayList<>();
    for (int span : group) {
      pairs.add(rows(span).pair());
    }
    TensorPlan plan = TensorPlan.of(pairs);
    double cost = plan.tables().length;
    for (int i = 0; i < group.length; i++) {
      Span.Rows span = rows(group[i]);
      cost +=
          CodecChoice.prefersBytes(plan, i, span)
              ? asBytes(span)
              : plan.side(i).length + slices(plan, i, span.pair());
    }
    return cost;
  }

  private double asBytes(Span.Rows span) {
    List<Span.Coded> slices = CodecChoice.bytes(span);
    Span.Coded middle = slices.get(slices.size() / 2);
    sampled += middle.result().length();
    double share = (double) span.result().length() / middle.result().length();
    return share * (coder.code(middle).bytes().length + SLICE_BYTES);
  }

  private double slices(TensorPlan plan, int tensor, RowPair pair) {
    int most = Piece.Fields.sliceRows(pair.grid(), pair.baseType());
    long all = Math.ceilDiv(pair.grid().rows(), most);
    int count = (int) Math.min(SLICES, all);
    double cost = 0;
    long done = 0;
    for (int i = 0; i < count; i++) {
      long row = (all - 1) * i / Math.max(1, count - 1) * most;
      int rows = (int) Math.min(most, pair.grid().rows() - row);
      cost += coder.code(plan, tensor, pair, row, rows).bytes().length;
      done += rows;
    }
    sampled += done * pair.grid().rowBytes();
    return cost * pair.grid().rows() / done + SLICE_BYTES * all;
  }
}
