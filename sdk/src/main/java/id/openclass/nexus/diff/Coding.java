package id.openclass.nexus.diff;

import id.openclass.nexus.core.ByteRange;
import id.openclass.nexus.core.Progress;
import id.openclass.nexus.model.ModelFile;
import id.openclass.nexus.patch.Piece;
import id.openclass.nexus.tensor.TensorPair;
import id.openclass.nexus.tensor.TensorPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// Turns spans into records and pieces. Spans that are coded together are [Groups]; their plans are
/// made while the slices of those before are coded: several at once of small groups, for which
/// planning is most of the work, one at a time of large ones, which use all threads themselves.
/// Plans of small groups go well ahead: one that takes long would keep all else waiting in the end;
/// those of large ones take memory.
final class Coding {
  private final List<Span> spans;
  private final SliceCoder coder;
  private final RecordWriter out;
  private final Progress.Task progress;
  private final List<Coded> coded = new ArrayList<>();
  private final Lock largePlans = new ReentrantLock();

  /// What became of a span.
  private static final class Coded {
    private final List<Piece> pieces = new ArrayList<>();
    private final List<Integer> checksums = new ArrayList<>();
    private long bytes;
  }

  /// What the writing thread does with what a worker made.
  private interface Made extends Runnable {}

  Coding(List<Span> spans, SliceCoder coder, RecordWriter out, Progress.Task progress) {
    this.spans = spans;
    this.coder = coder;
    this.out = out;
    this.progress = progress;
    spans.forEach(span -> coded.add(new Coded()));
  }

  void run(int threads) {
    try (InOrder<Made> slices = new InOrder<>(threads, 2 * threads + 1, Made::run);
        InOrder<Made> plans = new InOrder<>(threads, 3 * threads, Made::run)) {
      for (int i = 0; i < spans.size(); i++) {
        switch (spans.get(i)) {
          case Span.Copied span -> uncoded(i, new Piece.Copy(span.result(), span.baseOffset()));
          case Span.Filled span -> uncoded(i, new Piece.Fill(span.result(), span.value()));
          case Span.Coded span -> give(i, span, slices);
          case Span.Rows _ -> {}
        }
      }
      for (int[] group : Groups.of(spans)) {
        Callable<Made> plan = () -> planned(group, slices);
        if (isLarge(group)) {
          plans.give(plan, threads + 1);
        } else {
          plans.give(plan);
        }
      }
      plans.takeAll();
      slices.takeAll();
    }
  }

  private boolean isLarge(int[] group) {
    return Groups.isLarge(rows(group[0]).pair());
  }

  private void uncoded(int span, Piece piece) {
    coded.get(span).pieces.add(piece);
    progress.advance(piece.result().length());
  }

  private void give(int span, Span.Coded what, InOrder<Made> slices) {
    slices.give(() -> {
      SliceCoder.Segment segment = coder.code(what);
      return () -> {
        boolean stored = segment.bytes().length == what.result().length();
        List<ByteRange> dictionary = stored ? List.of() : what.dictionary();
        int record = out.next();
        coded.get(span).pieces.add(new Piece.Bytes(what.result(), dictionary, record));
        take(span, segment, what.result().length());
      };
    });
  }

  private void take(int span, SliceCoder.Segment segment, long length) {
    out.add(segment.bytes());
    coded.get(span).checksums.add(segment.checksum());
    coded.get(span).bytes += segment.bytes().length;
    progress.advance(length);
  }

  private Span.Rows rows(int span) {
    return (Span.Rows) spans.get(span);
  }

  /// Plans a group while the slices of the one before are coded.
  private Made planned(int[] group, InOrder<Made> slices) {
    List<TensorPair> pairs = new ArrayList<>();
    for (int span : group) {
      pairs.add(rows(span).pair());
    }
    TensorPlan plan = plan(pairs);
    boolean[] asBytes = new boolean[group.length];
    for (int i = 0; i < group.length; i++) {
      asBytes[i] = CodecChoice.prefersBytes(plan, i, rows(group[i]));
    }
    plan.letGo();
    return () -> code(group, plan, asBytes, slices);
  }

  private TensorPlan plan(List<TensorPair> pairs) {
    if (!Groups.isLarge(pairs.getFirst())) {
      return TensorPlan.of(pairs);
    }
    largePlans.lock();
    try {
      return TensorPlan.of(pairs);
    } finally {
      largePlans.unlock();
    }
  }

  /// Writes what the group shares, then its slices.
  private void code(int[] group, TensorPlan plan, boolean[] asBytes, InOrder<Made> slices) {
    slices.takeAll();
    int[] fields = IntStream.range(0, group.length).filter(i -> !asBytes[i]).toArray();
    int tables = fields.length == 0 ? -1 : side(group[fields[0]], plan.tables());
    int[] sides = new int[group.length];
    for (int i : fields) {
      sides[i] = side(group[i], plan.side(i));
    }
    for (int i = 0; i < group.length; i++) {
      if (asBytes[i]) {
        CodecChoice.bytes(rows(group[i])).forEach(bytes(group[i], slices));
      } else {
        give(group[i], i, plan, new int[] {tables, sides[i]}, slices);
      }
    }
  }

  private Consumer<Span.Coded> bytes(int span, InOrder<Made> slices) {
    return what -> give(span, what, slices);
  }

  /// Writes a side record; one without content is none.
  private int side(int span, byte[] record) {
    if (record.length == 0) {
      return -1;
    }
    coded.get(span).bytes += record.length;
    return out.add(record);
  }

  private void give(int span, int tensor, TensorPlan plan, int[] sides, InOrder<Made> slices) {
    RowPair pair = rows(span).pair();
    int most = Piece.Fields.sliceRows(pair.grid(), pair.baseType());
    for (long row = 0; row < pair.grid().rows(); row += most) {
      long first = row;
      int rows = (int) Math.min(most, pair.grid().rows() - row);
      slices.give(() -> {
        SliceCoder.Segment segment = coder.code(plan, tensor, pair, first, rows);
        return () -> {
          if (first == 0) {
            coded.get(span).pieces.add(piece(span, sides));
          }
          take(span, segment, (long) rows * pair.grid().rowBytes());
        };
      });
    }
  }

  private Piece piece(int span, int[] sides) {
    RowPair pair = rows(span).pair();
    return new Piece.Fields(
        rows(span).result(),
        pair.grid(),
        pair.baseType(),
        pair.baseOffset(),
        sides[0],
        sides[1],
        out.next());
  }

  List<Piece> pieces() {
    return coded.stream().flatMap(one -> one.pieces.stream()).toList();
  }

  int[] checksums() {
    return coded.stream()
        .flatMap(one -> one.checksums.stream())
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /// What each tensor cost, and in between what is no tensor.
  List<DiffReport.Cost> costs(ModelFile file) {
    List<Long> bytes = new ArrayList<>();
    for (Coded one : coded) {
      for (int i = 0; i < one.pieces.size(); i++) {
        bytes.add(i == 0 ? one.bytes : 0);
      }
    }
    return Costs.of(file.tensors(), pieces(), bytes);
  }
}
