package id.openclass.nexus.diff;

import id.openclass.nexus.core.ByteRange;
import id.openclass.nexus.core.Progress;
import id.openclass.nexus.model.ModelFile;
import id.openclass.nexus.patch.Piece;
import id.openclass.nexus.tensor.TensorPair;
import id.openclass.nexus.tensor.TensorPlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// Turns spans into records and pieces. Spans that are coded together are [Groups]; each group's
/// plan is made while the slices of the one before are coded.
final class Coding {
  private final List<Span> spans;
  private final SliceCoder coder;
  private final RecordWriter out;
  private final Progress.Task progress;
  private final Piece[] pieces;
  private final int[][] checksums;
  private final long[] coded;

  Coding(List<Span> spans, SliceCoder coder, RecordWriter out, Progress.Task progress) {
    this.spans = spans;
    this.coder = coder;
    this.out = out;
    this.progress = progress;
    this.pieces = new Piece[spans.size()];
    this.checksums = new int[spans.size()][0];
    this.coded = new long[spans.size()];
  }

  /// What comes out of a task: it is run by the thread that writes, in order.
  private interface Made extends Runnable {}

  void run(int threads) {
    uncoded();
    try (InOrder<Made> slices = new InOrder<>(threads, 2 * threads + 1, Made::run);
        InOrder<Made> plans = new InOrder<>(1, 2, Made::run)) {
      for (int i = 0; i < spans.size(); i++) {
        if (spans.get(i) instanceof Span.Coded span) {
          int number = i;
          slices.give(() -> made(number, span, coder.code(span)));
        }
      }
      slices.takeAll();
      for (int[] group : Groups.of(spans)) {
        plans.give(() -> {
          TensorPlan plan = TensorPlan.of(pairs(group));
          return () -> code(group, plan, slices::give, slices::takeAll);
        });
      }
      plans.takeAll();
      slices.takeAll();
    }
  }

  private List<TensorPair> pairs(int[] group) {
    List<TensorPair> pairs = new ArrayList<>();
    for (int span : group) {
      pairs.add(pair(span));
    }
    return pairs;
  }

  private RowPair pair(int span) {
    return ((Span.Rows) spans.get(span)).pair();
  }

  private void uncoded() {
    for (int i = 0; i < pieces.length; i++) {
      switch (spans.get(i)) {
        case Span.Copied span -> pieces[i] = new Piece.Copy(span.result(), span.baseOffset());
        case Span.Filled span -> pieces[i] = new Piece.Fill(span.result(), span.value());
        case Span.Coded _, Span.Rows _ -> {
          continue;
        }
      }
      progress.advance(spans.get(i).result().length());
    }
  }

  private Made made(int span, Span.Coded what, SliceCoder.Segment segment) {
    return () -> {
      boolean stored = segment.bytes().length == what.result().length();
      List<ByteRange> dictionary = stored ? List.of() : what.dictionary();
      pieces[span] = new Piece.Bytes(what.result(), dictionary, out.add(segment.bytes()));
      checksums[span] = new int[] {segment.checksum()};
      coded[span] += segment.bytes().length;
      progress.advance(what.result().length());
    };
  }

  /// Writes what the group shares, then its slices.
  private void code(int[] group, TensorPlan plan, Consumer<Callable<Made>> give, Runnable takeAll) {
    takeAll.run();
    int tables = out.add(plan.tables());
    coded[group[0]] += plan.tables().length;
    int[] sides = new int[group.length];
    for (int i = 0; i < group.length; i++) {
      byte[] side = plan.side(i);
      sides[i] = out.add(side);
      coded[group[i]] += side.length;
    }
    int record = out.next();
    for (int i = 0; i < group.length; i++) {
      RowPair pair = pair(group[i]);
      Piece.Fields piece =
          new Piece.Fields(
              spans.get(group[i]).result(),
              pair.grid(),
              pair.baseType(),
              pair.baseOffset(),
              tables,
              sides[i],
              record);
      pieces[group[i]] = piece;
      checksums[group[i]] = new int[piece.slices()];
      record += piece.slices();
      give(group[i], i, plan, piece, give);
    }
  }

  private void give(
      int span, int tensor, TensorPlan plan, Piece.Fields piece, Consumer<Callable<Made>> give) {
    RowPair pair = pair(span);
    for (int slice = 0; slice < piece.slices(); slice++) {
      int number = slice;
      long row = (long) slice * piece.sliceRows();
      int rows = (int) Math.min(piece.sliceRows(), pair.grid().rows() - row);
      give.accept(() -> {
        SliceCoder.Segment segment = coder.code(plan, tensor, pair, row, rows);
        return () -> {
          checksums[span][number] = segment.checksum();
          out.add(segment.bytes());
          coded[span] += segment.bytes().length;
          progress.advance((long) rows * pair.grid().rowBytes());
        };
      });
    }
  }

  List<Piece> pieces() {
    return Arrays.asList(pieces);
  }

  int[] checksums() {
    return Arrays.stream(checksums).flatMapToInt(IntStream::of).toArray();
  }

  /// What each tensor cost, and in between what is no tensor.
  List<DiffReport.Cost> costs(ModelFile file) {
    return Costs.of(file.tensors(), List.of(pieces), coded);
  }
}
