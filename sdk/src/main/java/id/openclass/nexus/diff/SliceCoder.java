package id.openclass.nexus.diff;

import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.patch.ByteCodec;
import id.openclass.nexus.tensor.Grid;
import id.openclass.nexus.tensor.TensorDecoder;
import id.openclass.nexus.tensor.TensorPlan;
import java.util.Arrays;

/// Codes slices. A segment that would not be shorter than its slice is the slice.
final class SliceCoder {
  private static final int LEVEL = 19;

  /// Finds what the base has, too, as well as the higher level: a header with a vocabulary takes a
  /// tenth of the time, and a few bytes more.
  private static final int QUICK_LEVEL = 9;

  /// A header with a vocabulary has more; a row of floats is coded once.
  private static final int LONG_BYTES = 1 << 16;

  /// What gets this many times smaller is nearly all in the base.
  private static final int REPEATED = 1024;

  private final ByteSource base;
  private final ByteSource next;
  private final boolean model;
  private final boolean verify;
  private final ThreadLocal<byte[]> buffers =
      ThreadLocal.withInitial(() -> new byte[Grid.SLICE_BYTES]);

  /// Codes slices of a file.
  ///
  /// @param model whether it has tensors: then its other bytes are a header and little else
  /// @param verify whether to decode each segment at once
  SliceCoder(ByteSource base, ByteSource next, boolean model, boolean verify) {
    this.base = base;
    this.next = next;
    this.model = model;
    this.verify = verify;
  }

  /// A coded slice.
  ///
  /// @param checksum of what it yields
  record Segment(byte[] bytes, int checksum) {
    static Segment of(byte[] coded, byte[] raw) {
      int checksum = RecordWriter.checksum(raw, raw.length);
      return new Segment(coded.length < raw.length ? coded : raw, checksum);
    }
  }

  Segment code(Span.Coded span) {
    byte[] raw = next.read(span.result());
    byte[] dictionary = ByteCodec.dictionary(base, span.dictionary());
    if (model && raw.length >= LONG_BYTES) {
      byte[] quick = RecordWriter.compress(raw, dictionary, QUICK_LEVEL);
      if (quick.length <= raw.length / REPEATED) {
        return Segment.of(quick, raw);
      }
    }
    return Segment.of(RecordWriter.compress(raw, dictionary, LEVEL), raw);
  }

  /// Codes rows of a tensor.
  ///
  /// @param tensor its index in the plan
  Segment code(TensorPlan plan, int tensor, RowPair pair, long row, int rows) {
    int length = rows * pair.grid().rowBytes();
    byte[] raw = buffers.get();
    pair.read(row, rows, raw);
    byte[] coded = plan.encode(tensor, row, rows, raw);
    boolean good =
        coded.length < length && (!verify || yields(coded, plan, tensor, pair, row, raw, length));
    int checksum = RecordWriter.checksum(raw, length);
    return new Segment(good ? coded : Arrays.copyOf(raw, length), checksum);
  }

  private static boolean yields(
      byte[] coded, TensorPlan plan, int tensor, RowPair pair, long row, byte[] raw, int length) {
    int rows = length / pair.grid().rowBytes();
    byte[] baseRows = new byte[rows * pair.baseRowBytes()];
    if (baseRows.length > 0) {
      pair.readBase(row, rows, baseRows);
    }
    byte[] decoded = new byte[length];
    try {
      new TensorDecoder(pair.grid(), pair.baseType(), plan.tables(), plan.side(tensor))
          .decode(coded, baseRows, rows, decoded, 0);
    } catch (NexusException.Malformed e) {
      return false;
    }
    return Arrays.equals(decoded, 0, length, raw, 0, length);
  }
}
