package id.openclass.nexus.patch;

import id.openclass.nexus.core.ByteRange;
import id.openclass.nexus.tensor.Grid;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/// At most 1 MiB of result that is made at once.
///
/// @param piece what it belongs to
/// @param part which slice of the piece it is
/// @param number its number among the slices that have a checksum, -1 for copies and fills
/// @param result what it covers
record Slice(Piece piece, int part, int number, ByteRange result) {
  /// The first slice of a piece that covers a byte, or one after it.
  private static Slice of(DeltaIndex index, int pieceNumber, long part) {
    Piece piece = index.pieces().get(pieceNumber);
    long step = step(piece);
    long at = piece.result().offset() + part * step;
    ByteRange range = new ByteRange(at, Math.min(step, piece.result().end() - at));
    boolean checked = piece.slices() > 0;
    int number = checked ? index.firstSlices()[pieceNumber] + (int) part : -1;
    return new Slice(piece, checked ? (int) part : 0, number, range);
  }

  private static long step(Piece piece) {
    return piece instanceof Piece.Fields fields
        ? (long) fields.sliceRows() * fields.grid().rowBytes()
        : Grid.SLICE_BYTES;
  }

  /// All slices from the one on that holds a byte.
  static Iterator<Slice> from(DeltaIndex index, long offset) {
    List<Piece> pieces = index.pieces();
    int low = 0;
    int high = pieces.size();
    while (low < high) {
      int middle = (low + high) / 2;
      if (pieces.get(middle).result().end() <= offset) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    long part =
        low == pieces.size()
            ? 0
            : (offset - pieces.get(low).result().offset()) / step(pieces.get(low));
    return new InOrder(index, low, part);
  }

  /// Makes slices one by one: an index may have a million.
  private static final class InOrder implements Iterator<Slice> {
    private final DeltaIndex index;
    private int piece;
    private long part;

    InOrder(DeltaIndex index, int piece, long part) {
      this.index = index;
      this.piece = piece;
      this.part = part;
    }

    @Override
    public boolean hasNext() {
      return piece < index.pieces().size();
    }

    @Override
    public Slice next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      Slice slice = of(index, piece, part++);
      if (slice.result().end() == index.pieces().get(piece).result().end()) {
        piece++;
        part = 0;
      }
      return slice;
    }
  }
}
