package id.openclass.nexus.patch;

import id.openclass.nexus.core.ByteRange;
import id.openclass.nexus.core.Digest;
import id.openclass.nexus.model.TensorType;
import id.openclass.nexus.tensor.Grid;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The index of a delta, every number in it checked.
///
/// @param recordOffsets where each record starts in the file, and last where all end
/// @param firstSlices for each piece how many slices come before it
record DeltaIndex(
    long baseSize,
    Digest baseDigest,
    long resultSize,
    Digest resultDigest,
    List<Piece> pieces,
    int[] firstSlices,
    long[] recordOffsets,
    int[] recordChecksums,
    int[] sliceChecksums) {
  static final long MOST_BYTES = 1L << 48;
  static final int MOST_PIECES = 1 << 17;
  static final int MOST_SLICES = 1 << 20;
  static final int MOST_RECORDS = MOST_SLICES + MOST_PIECES;
  static final int MOST_RECORD_BYTES = 1 << 22;

  /// Reads and checks the index.
  ///
  /// @param raw its bytes
  /// @param file what errors call the delta
  /// @param start where the records start
  /// @param end where they end
  static DeltaIndex read(byte[] raw, String file, long start, long end) {
    return new Reader(new IndexInput(raw, file)).read(start, end);
  }

  int records() {
    return recordChecksums.length;
  }

  int recordLength(int record) {
    return (int) (recordOffsets[record + 1] - recordOffsets[record]);
  }

  private static final class Reader {
    private final IndexInput in;
    private final List<Piece> pieces = new ArrayList<>();
    private long baseSize;
    private long resultSize;
    private long[] offsets = {};
    private int records;
    private long resultAt;
    private long baseNext;
    private long recordNext;

    Reader(IndexInput in) {
      this.in = in;
    }

    DeltaIndex read(long start, long end) {
      baseSize = in.varint("size of the base", MOST_BYTES);
      Digest baseDigest = in.digest();
      resultSize = in.varint("size of the result", MOST_BYTES);
      Digest resultDigest = in.digest();
      records = (int) in.varint("count of records", Math.min(MOST_RECORDS, in.left()));
      int count = (int) in.varint("count of pieces", Math.min(MOST_PIECES, in.left()));
      readLengths(start, end);
      int[] firstSlices = new int[count];
      long slices = 0;
      for (int i = 0; i < count; i++) {
        firstSlices[i] = (int) slices;
        Piece piece = piece();
        pieces.add(piece);
        resultAt = piece.result().end();
        slices += piece.slices();
        if (slices > MOST_SLICES) {
          throw in.wrong("more than " + MOST_SLICES + " slices");
        }
      }
      if (resultAt != resultSize) {
        throw in.wrong("the pieces end at " + resultAt + " of " + resultSize);
      }
      int[] recordChecksums = in.checksums(records);
      int[] sliceChecksums = in.checksums((int) slices);
      if (in.left() > 0) {
        throw in.wrong(in.left() + " bytes too many");
      }
      return new DeltaIndex(
          baseSize,
          baseDigest,
          resultSize,
          resultDigest,
          List.copyOf(pieces),
          firstSlices,
          offsets,
          recordChecksums,
          sliceChecksums);
    }

    private void readLengths(long start, long end) {
      offsets = new long[records + 1];
      offsets[0] = start;
      for (int i = 0; i < records; i++) {
        offsets[i + 1] = offsets[i] + in.varint("length of a record", MOST_RECORD_BYTES);
      }
      if (offsets[records] != end) {
        throw in.wrong("the records end at byte " + offsets[records] + ", not " + end);
      }
    }

    private Piece piece() {
      long codec = in.varint();
      if (codec == 0) {
        long length = length(resultSize);
        return new Piece.Copy(result(length), base(length).offset());
      }
      if (codec == 1) {
        return fields();
      }
      if (codec == 2) {
        return bytes();
      }
      if (codec == 3) {
        return new Piece.Fill(result(length(resultSize)), (byte) in.u8());
      }
      throw in.wrong(
          "codec id " + codec + " is not in format version " + DeltaFile.VERSION + " (0 to 3 are)");
    }

    private long length(long most) {
      return in.positive("length of a piece", Math.min(most, resultSize - resultAt));
    }

    private ByteRange result(long length) {
      return new ByteRange(resultAt, length);
    }

    /// A range of the base: the offset is read, relative to where the last one ended.
    private ByteRange base(long length) {
      long offset = baseNext + in.signed();
      if (offset < 0 || length > baseSize || offset > baseSize - length) {
        throw in.wrong("a base range outside of the base: " + offset + ", " + length + " bytes");
      }
      baseNext = offset + length;
      return new ByteRange(offset, length);
    }

    private Piece bytes() {
      ByteRange result = result(length(Grid.SLICE_BYTES));
      int count = (int) in.varint("count of base ranges", Piece.MOST_RANGES);
      List<ByteRange> ranges = new ArrayList<>(count);
      long left = Piece.MOST_DICTIONARY_BYTES;
      for (int i = 0; i < count; i++) {
        long delta = baseNext + in.signed();
        long length = in.positive("length of a base range", left);
        left -= length;
        if (delta < 0 || delta > baseSize - length) {
          throw in.wrong("a base range outside of the base: " + delta + ", " + length + " bytes");
        }
        ranges.add(new ByteRange(delta, length));
        baseNext = delta + length;
      }
      int record = segments(1);
      requireSegment(record, result.length());
      return new Piece.Bytes(result, ranges, record);
    }

    private Piece fields() {
      TensorType type = type(in.varint());
      int columns = (int) in.positive("columns", Grid.MOST_COLUMNS);
      long rows = in.positive("rows", resultSize);
      long baseNumber = in.varint();
      TensorType baseType = baseNumber == 0 ? null : type(baseNumber - 1);
      requireRow(type, columns, Grid.SLICE_BYTES);
      Grid grid = new Grid(type, columns, rows);
      if (rows > (resultSize - resultAt) / grid.rowBytes()) {
        throw in.wrong(rows + " rows are more than the result has left");
      }
      long baseOffset = 0;
      if (baseType != null) {
        requireRow(baseType, columns, Piece.MOST_BASE_BYTES);
        long rowBytes = baseType.bytes(columns);
        if (rows > baseSize / rowBytes) {
          throw in.wrong(rows + " rows are more than the base has");
        }
        baseOffset = base(rows * rowBytes).offset();
      }
      int tables = side();
      int side = side();
      long slices = Math.ceilDiv(rows, Piece.Fields.sliceRows(grid, baseType));
      int record = segments(slices);
      ByteRange result = result(rows * grid.rowBytes());
      Piece.Fields piece =
          new Piece.Fields(result, grid, baseType, baseOffset, tables, side, record);
      requireSegments(piece);
      return piece;
    }

    private void requireSegments(Piece.Fields piece) {
      long left = piece.result().length();
      long slice = (long) piece.sliceRows() * piece.grid().rowBytes();
      for (int i = piece.record(); left > 0; i++) {
        requireSegment(i, Math.min(left, slice));
        left -= slice;
      }
    }

    private void requireSegment(int record, long sliceBytes) {
      long length = offsets[record + 1] - offsets[record];
      if (length > sliceBytes) {
        throw in.wrong("a segment of " + length + " bytes for a slice of " + sliceBytes);
      }
    }

    private TensorType type(long id) {
      return TensorType.ofId(id)
          .orElseThrow(() ->
              in.wrong("tensor type " + id + " is not in format version " + DeltaFile.VERSION));
    }

    private void requireRow(@Nullable TensorType type, int columns, int most) {
      if (type != null && (columns % type.blockElements() != 0 || type.bytes(columns) > most)) {
        throw in.wrong("rows of " + columns + " columns of " + type);
      }
    }

    private int side() {
      return (int) in.varint("number of a record", records) - 1;
    }

    private int segments(long count) {
      long first = recordNext + in.signed();
      if (first < 0 || count > records || first > records - count) {
        throw in.wrong("records " + first + " and on, " + count + " of them; there are " + records);
      }
      recordNext = first + count;
      return (int) first;
    }
  }
}
