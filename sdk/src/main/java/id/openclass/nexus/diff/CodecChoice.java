package id.openclass.nexus.diff;

import id.openclass.nexus.core.ByteRange;
import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.patch.ByteCodec;
import id.openclass.nexus.patch.Piece;
import id.openclass.nexus.tensor.Grid;
import id.openclass.nexus.tensor.TensorPlan;
import java.util.ArrayList;
import java.util.List;

/// Tells, from a sample of each tensor, where compressing its bytes beats coding its fields.
final class CodecChoice {
  private static final int LEVEL = 19;

  /// Takes a ninth of the time of the other, and rules out most.
  private static final int QUICK_LEVEL = 7;

  /// The other level's result is no smaller than this share of the quick one's. For small tensors
  /// of floats it is 0.93 of it.
  private static final double LEAST_SHARE = 0.85;

  /// Of what is at most this long, all is tried both ways; of the rest, so much.
  private static final int SAMPLE_BYTES = 1 << 14;

  /// Fields that save less than a 32nd may be no fields at all.
  private static final double LITTLE = 0.97;

  /// Base around the rows, where rows moved a little: at most so much on each side, and as much as
  /// the rows themselves, since zstd's time goes by the length of the dictionary.
  private static final int AROUND_BYTES = 1 << 16;

  private CodecChoice() {}

  static boolean prefersBytes(TensorPlan plan, int tensor, Span.Rows span) {
    RowPair pair = span.pair();
    Grid grid = pair.grid();
    int rows = (int) Math.clamp(SAMPLE_BYTES / grid.rowBytes(), 1, grid.rows());
    long row = (grid.rows() - rows) / 2;
    rows = Math.min(rows, Piece.Fields.sliceRows(grid, pair.baseType()));
    byte[] raw = new byte[rows * grid.rowBytes()];
    pair.read(row, rows, raw);
    int fields = Math.min(plan.encode(tensor, row, rows, raw).length, raw.length);
    boolean small = span.result().length() <= SAMPLE_BYTES;
    if (!small && fields < LITTLE * raw.length) {
      return false;
    }
    byte[] dictionary =
        pair.baseType() == null
            ? new byte[0]
            : ByteCodec.dictionary(pair.base(), List.of(pair.baseRange(row, rows)));
    int quick = RecordWriter.compress(raw, dictionary, QUICK_LEVEL).length;
    boolean possible = quick * LEAST_SHARE < LITTLE * fields;
    return possible && RecordWriter.compress(raw, dictionary, LEVEL).length < LITTLE * fields;
  }

  /// The rows as bytes.
  static List<Span.Coded> bytes(Span.Rows span) {
    List<Span.Coded> slices = new ArrayList<>();
    RowPair pair = span.pair();
    int most = Piece.Fields.sliceRows(pair.grid(), pair.baseType());
    for (long row = 0; row < pair.grid().rows(); row += most) {
      int rows = (int) Math.min(most, pair.grid().rows() - row);
      long offset = span.result().offset() + row * pair.grid().rowBytes();
      ByteRange result = new ByteRange(offset, (long) rows * pair.grid().rowBytes());
      List<ByteRange> dictionary =
          pair.baseType() == null
              ? List.of()
              : List.of(around(pair.base(), pair.baseRange(row, rows)));
      slices.add(new Span.Coded(result, dictionary, span.owner()));
    }
    return slices;
  }

  private static ByteRange around(ByteSource base, ByteRange range) {
    long around = Math.min(AROUND_BYTES, range.length());
    long from = Math.max(0, range.offset() - around);
    long to = Math.min(base.length(), range.end() + around);
    return new ByteRange(from, to - from);
  }
}
