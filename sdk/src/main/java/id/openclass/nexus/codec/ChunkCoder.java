package id.openclass.nexus.codec;

import java.util.Arrays;
import java.util.Objects;
import java.util.zip.Deflater;

/// Codes one chunk of a file as raw DEFLATE (RFC 1951) that begins and ends at a byte boundary and
/// decodes alone, from an empty window.
///
/// The chunk is looked at in pieces of 32 KiB. Where a piece repeats itself (text, zeros, tables) a
/// full search is tried and kept when it is smaller. Other bytes are coded by Huffman codes alone,
/// in blocks that end where the statistics change; a block where that saves less than 0.8 % is
/// stored. Equal bytes, ending and version of zlib give equal results, whatever was coded before.
///
/// Works on heap arrays, which the platform's digests and checksums take fastest. An instance holds
/// about 0.6 MB and serves one thread at a time: make one per thread and close it.
public final class ChunkCoder implements AutoCloseable {
  /// The longest chunk in bytes: 1 MiB.
  public static final int MAX_CHUNK_BYTES = 1 << 20;

  private static final int PIECE = 32 * 1024;
  private static final int MAX_PIECES = MAX_CHUNK_BYTES / PIECE;

  /// What one more block is taken to cost when blocks are split: its header.
  private static final int BLOCK_BITS = 640;

  /// A stored block may cost this, with what fills the byte before it.
  private static final int STORED_BLOCK_BYTES = 6;

  /// An open end and the 8 bytes past the end that the bit writer may touch.
  private static final int SLACK_BYTES = 16;

  private final boolean store;
  private final Deflater search = new Deflater(6, true);
  private final MatchProbe probe = new MatchProbe();
  private final HuffmanBlock block = new HuffmanBlock();
  private final BitWriter out = new BitWriter();
  private final int[] counts = new int[MAX_PIECES * ByteCounts.SYMBOLS];
  private final int[] merged = new int[ByteCounts.SYMBOLS];
  private final int[] tried = new int[ByteCounts.SYMBOLS];
  private Coding coding = Coding.STORED;

  private ChunkCoder(boolean store) {
    this.store = store;
  }

  /// A coder that chooses the coding by looking at the bytes.
  ///
  /// @return a new coder, to be closed
  public static ChunkCoder choosing() {
    return new ChunkCoder(false);
  }

  /// A coder that stores every byte as it is.
  ///
  /// @return a new coder, to be closed
  public static ChunkCoder storing() {
    return new ChunkCoder(true);
  }

  /// How large a destination must be for a chunk: what [#encode] writes is never longer, and it
  /// touches nothing beyond.
  ///
  /// @param length bytes of the chunk, at most [#MAX_CHUNK_BYTES]
  /// @return at most `length + 214`
  public static int bound(int length) {
    if (length < 0 || length > MAX_CHUNK_BYTES) {
      throw new IllegalArgumentException(
          "a chunk has 0 to " + MAX_CHUNK_BYTES + " bytes, not " + length);
    }
    return length + STORED_BLOCK_BYTES * (pieces(length) + 1) + SLACK_BYTES;
  }

  private static int pieces(int length) {
    return (length + PIECE - 1) / PIECE;
  }

  /// Codes `chunk[0, length)` into `destination` from `offset` on. Changes the destination up to
  /// `offset + bound(length)`, also past the bytes that count.
  ///
  /// @param chunk the bytes
  /// @param length how many, 0 to [#MAX_CHUNK_BYTES]
  /// @param destination where the coded bytes go: another array than `chunk`
  /// @param offset where they start
  /// @param ending whether the stream is over
  /// @return how many bytes were written, 0 only for an empty chunk with an open end, and how
  /// @throws IndexOutOfBoundsException when the destination has not [#bound] bytes
  public Coded encode(byte[] chunk, int length, byte[] destination, int offset, Ending ending) {
    Objects.checkFromIndexSize(0, length, chunk.length);
    Objects.checkFromIndexSize(offset, bound(length), destination.length);
    boolean last = ending == Ending.FINAL;
    coding = Coding.STORED;
    out.start(destination, offset);
    if (length == 0 || store) {
      if (length > 0 || last) {
        out.stored(chunk, 0, length, last);
      }
    } else {
      encodePieces(chunk, length, last);
    }
    if (last) {
      out.align();
    } else {
      out.endAtByte();
    }
    return new Coded(out.at - offset, coding);
  }

  private void encodePieces(byte[] chunk, int length, boolean last) {
    int pieces = pieces(length);
    Arrays.fill(counts, 0, pieces * ByteCounts.SYMBOLS, 0);
    for (int p = 0; p < pieces; p++) {
      ByteCounts.add(chunk, p * PIECE, end(p + 1, length), counts, p * ByteCounts.SYMBOLS);
    }
    int from = 0;
    while (from < pieces) {
      boolean repeats = repeats(chunk, from, length);
      int to = from + 1;
      while (to < pieces && repeats(chunk, to, length) == repeats) {
        to++;
      }
      boolean ends = last && to == pieces;
      if (!repeats || !search(chunk, from, to, length, ends)) {
        splitIntoBlocks(chunk, from, to, length, ends);
      }
      from = to;
    }
  }

  private boolean repeats(byte[] chunk, int piece, int length) {
    return probe.repeats(chunk, piece * PIECE, end(piece + 1, length));
  }

  private static int end(int pieces, int length) {
    return Math.min(pieces * PIECE, length);
  }

  /// Tries the full search on a run of pieces; leaves no trace when that is not smaller than the
  /// pieces coded by themselves, or stored.
  private boolean search(byte[] chunk, int from, int to, int length, boolean last) {
    int start = from * PIECE;
    int size = end(to, length) - start;
    long bits = 0;
    for (int p = from; p < to; p++) {
      bits += ByteCounts.entropyBits(counts, p * ByteCounts.SYMBOLS) + BLOCK_BITS;
    }
    int limit = (int) Math.min(size, bits / 8);
    int at = out.at;
    long pending = out.pending;
    int pendingBits = out.pendingBits;
    out.endAtByte();
    search.reset();
    search.setInput(chunk, start, size);
    if (last) {
      search.finish();
    }
    int written =
        search.deflate(out.out, out.at, limit, last ? Deflater.NO_FLUSH : Deflater.SYNC_FLUSH);
    if (written < limit && (!last || search.finished())) {
      out.at += written;
      coding = Coding.SEARCHED;
      return true;
    }
    out.at = at;
    out.pending = pending;
    out.pendingBits = pendingBits;
    return false;
  }

  /// Merges neighbouring pieces as long as one block is estimated smaller than two.
  private void splitIntoBlocks(byte[] chunk, int from, int to, int length, boolean last) {
    int first = from;
    System.arraycopy(counts, from * ByteCounts.SYMBOLS, merged, 0, ByteCounts.SYMBOLS);
    long bits = ByteCounts.entropyBits(merged, 0);
    for (int p = from + 1; p < to; p++) {
      int at = p * ByteCounts.SYMBOLS;
      for (int s = 0; s < ByteCounts.SYMBOLS; s++) {
        tried[s] = merged[s] + counts[at + s];
      }
      long alone = ByteCounts.entropyBits(counts, at);
      long together = ByteCounts.entropyBits(tried, 0);
      if (together <= bits + alone + BLOCK_BITS) {
        System.arraycopy(tried, 0, merged, 0, ByteCounts.SYMBOLS);
        bits = together;
      } else {
        writeBlock(chunk, first * PIECE, p * PIECE, false);
        first = p;
        System.arraycopy(counts, at, merged, 0, ByteCounts.SYMBOLS);
        bits = alone;
      }
    }
    writeBlock(chunk, first * PIECE, end(to, length), last);
  }

  private void writeBlock(byte[] chunk, int from, int to, boolean last) {
    block.plan(merged);
    if (block.bits() * 1000 > 8L * 992 * (to - from)) {
      out.stored(chunk, from, to, last);
    } else {
      block.write(chunk, from, to, last, out);
      coding = coding == Coding.STORED ? Coding.HUFFMAN : coding;
    }
  }

  /// Frees the memory of the search. The coder cannot be used afterwards.
  @Override
  public void close() {
    search.close();
  }
}
