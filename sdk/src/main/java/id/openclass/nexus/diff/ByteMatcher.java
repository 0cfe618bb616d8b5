package id.openclass.nexus.diff;

import id.openclass.nexus.core.ByteRange;
import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.patch.Piece;
import id.openclass.nexus.tensor.Grid;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/// Matches bytes that are no tensors by their content.
final class ByteMatcher {
  /// What is shorter costs as much as a copied range.
  private static final int LEAST_COPY = 64;

  private static final int PIECE_BYTES = 1 << 16;

  private final ByteSource base;
  private final ByteSource next;

  ByteMatcher(ByteSource base, ByteSource next) {
    this.base = base;
    this.next = next;
  }

  /// Finds out how to make a range of the new file.
  ///
  /// @param range what is to be made
  /// @param near where the base has what this came from
  /// @param owner whose bytes they are, for reports
  /// @param out takes spans that cover the range, in order
  void match(ByteRange range, ByteRange near, String owner, Consumer<Span> out) {
    long most = Math.min(range.length(), near.length());
    long prefix = same(range.offset(), near.offset(), most, false);
    long suffix = same(range.end(), near.end(), most - prefix, true);
    prefix = prefix < LEAST_COPY && prefix < range.length() ? 0 : prefix;
    suffix = suffix < LEAST_COPY ? 0 : suffix;
    if (prefix > 0) {
      out.accept(new Span.Copied(new ByteRange(range.offset(), prefix), near.offset()));
    }
    code(
        new ByteRange(range.offset() + prefix, range.length() - prefix - suffix),
        new ByteRange(near.offset() + prefix, near.length() - prefix - suffix),
        owner,
        out);
    if (suffix > 0) {
      out.accept(new Span.Copied(new ByteRange(range.end() - suffix, suffix), near.end() - suffix));
    }
  }

  /// How many bytes are equal, from two offsets on or before them.
  private long same(long offset, long baseOffset, long most, boolean backwards) {
    byte[] ours = new byte[PIECE_BYTES];
    byte[] theirs = new byte[PIECE_BYTES];
    long done = 0;
    while (done < most) {
      int count = (int) Math.min(PIECE_BYTES, most - done);
      long skip = backwards ? -done - count : done;
      next.read(offset + skip, ByteBuffer.wrap(ours, 0, count));
      base.read(baseOffset + skip, ByteBuffer.wrap(theirs, 0, count));
      int differs = Arrays.mismatch(ours, 0, count, theirs, 0, count);
      if (differs >= 0) {
        return done + (backwards ? equalTail(ours, theirs, count) : differs);
      }
      done += count;
    }
    return done;
  }

  private static int equalTail(byte[] ours, byte[] theirs, int count) {
    int equal = 0;
    while (equal < count && ours[count - 1 - equal] == theirs[count - 1 - equal]) {
      equal++;
    }
    return equal;
  }

  /// Slices, each given the base around the same place.
  private void code(ByteRange range, ByteRange near, String owner, Consumer<Span> out) {
    for (long at = 0; at < range.length(); at += Grid.SLICE_BYTES) {
      long length = Math.min(Grid.SLICE_BYTES, range.length() - at);
      long around = Piece.MOST_DICTIONARY_BYTES / 4;
      long from = Math.clamp(near.offset() + at - around, 0, base.length());
      long to = Math.clamp(near.offset() + at + length + around, from, base.length());
      List<ByteRange> dictionary = to > from ? List.of(new ByteRange(from, to - from)) : List.of();
      out.accept(new Span.Coded(new ByteRange(range.offset() + at, length), dictionary, owner));
    }
  }
}
