package id.openclass.nexus.patch;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import id.openclass.nexus.core.ByteRange;
import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/// An open `delta.tensor`: what it makes of what, and how. Opening reads header, footer and index
/// and checks every number in them. Any thread may read it.
public final class DeltaFile implements AutoCloseable {
  /// The format version that this program reads and writes.
  public static final int VERSION = 1;

  /// Bytes of the header.
  public static final int HEADER_BYTES = 12;

  /// Bytes of the footer.
  public static final int FOOTER_BYTES = 44;

  /// The most bytes of an index, raw.
  public static final int MOST_INDEX_BYTES = 1 << 24;

  private static final byte[] MAGIC = {'N', 'X', 'D', 'E', 'L', 'T', 'A', '\n'};
  private static final byte[] END = {'N', 'X', 'D', 'X'};
  private static final String AGAIN = "fetch the update again";

  private final ByteSource source;
  private final DeltaIndex index;

  private DeltaFile(ByteSource source, DeltaIndex index) {
    this.source = source;
    this.index = index;
  }

  /// The header that every delta starts with.
  ///
  /// @return [#HEADER_BYTES] bytes
  public static byte[] header() {
    return ByteBuffer.allocate(HEADER_BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(MAGIC)
        .putInt(VERSION)
        .array();
  }

  /// The footer that every delta ends with.
  ///
  /// @param coded the coded index
  /// @param rawLength bytes of the raw index
  /// @return [#FOOTER_BYTES] bytes
  public static byte[] footer(byte[] coded, int rawLength) {
    return ByteBuffer.allocate(FOOTER_BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(coded.length)
        .putInt(rawLength)
        .put(digest(header(), coded, rawLength).toBytes())
        .put(END)
        .array();
  }

  private static Digest digest(byte[] header, byte[] coded, int rawLength) {
    MessageDigest digest = Digest.sha256();
    digest.update(header);
    digest.update(coded);
    digest.update(
        ByteBuffer.allocate(8)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(coded.length)
            .putInt(rawLength)
            .flip());
    return Digest.finish(digest);
  }

  /// Opens a delta.
  ///
  /// @param path the file
  /// @return the delta, to be closed
  /// @throws NexusException.NotFound when there is none
  /// @throws NexusException.Malformed when it is no delta, cut short, damaged, or of a newer format
  public static DeltaFile open(Path path) {
    return open(ByteSource.of(path));
  }

  /// Opens a delta that may be somewhere else.
  ///
  /// @param source its bytes; closed with the delta, and when this fails
  /// @return the delta, to be closed
  /// @throws NexusException.Malformed when it is no delta, cut short, damaged, or of a newer format
  public static DeltaFile open(ByteSource source) {
    try {
      return new DeltaFile(source, readIndex(source));
    } catch (RuntimeException e) {
      source.close();
      throw e;
    }
  }

  private static DeltaIndex readIndex(ByteSource source) {
    String name = source.name();
    long size = source.length();
    int least = HEADER_BYTES + FOOTER_BYTES;
    byte[] header = source.read(new ByteRange(0, Math.min(size, HEADER_BYTES)));
    checkHeader(header, name);
    if (size < least) {
      throw NexusException.malformed("the delta is cut short", name, size, AGAIN);
    }
    ByteBuffer footer =
        ByteBuffer.wrap(source.read(new ByteRange(size - FOOTER_BYTES, FOOTER_BYTES)))
            .order(ByteOrder.LITTLE_ENDIAN);
    int codedLength = footer.getInt();
    int rawLength = footer.getInt();
    byte[] expected = new byte[Digest.BYTES];
    footer.get(expected);
    byte[] end = new byte[END.length];
    footer.get(end);
    if (!Arrays.equals(end, END)) {
      throw NexusException.malformed(
          "the delta does not end as one: it is cut short or damaged", name, size, AGAIN);
    }
    if (codedLength < 0
        || rawLength < 0
        || rawLength > MOST_INDEX_BYTES
        || codedLength > Math.min(MOST_INDEX_BYTES + 1024L, size - least)) {
      throw NexusException.malformed(
          "an index of " + codedLength + " bytes, " + rawLength + " raw, cannot be",
          name,
          size - FOOTER_BYTES,
          AGAIN);
    }
    long indexAt = size - FOOTER_BYTES - codedLength;
    byte[] coded = source.read(new ByteRange(indexAt, codedLength));
    if (!digest(header, coded, rawLength).equals(Digest.ofBytes(expected))) {
      throw NexusException.malformed("the index is damaged", name, indexAt, AGAIN);
    }
    byte[] raw = decompress(coded, rawLength, name, indexAt);
    return DeltaIndex.read(raw, name, HEADER_BYTES, indexAt);
  }

  private static void checkHeader(byte[] header, String name) {
    if (header.length < HEADER_BYTES || Arrays.mismatch(header, MAGIC) < MAGIC.length) {
      throw NexusException.malformed(
          "not a delta.tensor, or its first bytes are damaged", name, 0, AGAIN);
    }
    int version = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).getInt(MAGIC.length);
    if (version != VERSION) {
      throw NexusException.malformed(
          "the delta has format version "
              + Integer.toUnsignedString(version)
              + "; this program reads version "
              + VERSION,
          name,
          MAGIC.length,
          "get a newer nexus, then run this again");
    }
  }

  private static byte[] decompress(byte[] coded, int rawLength, String name, long at) {
    byte[] raw = new byte[rawLength];
    try (ZstdDecompressCtx zstd = new ZstdDecompressCtx()) {
      zstd.setMagicless(true);
      int length = zstd.decompress(raw, coded);
      if (length == rawLength) {
        return raw;
      }
    } catch (ZstdException e) {
      // Said below.
    }
    throw NexusException.malformed("the index does not decompress", name, at, AGAIN);
  }

  /// The size of the base.
  ///
  /// @return bytes
  public long baseSize() {
    return index.baseSize();
  }

  /// The digest of the base.
  ///
  /// @return SHA-256
  public Digest baseDigest() {
    return index.baseDigest();
  }

  /// The size of the result.
  ///
  /// @return bytes
  public long resultSize() {
    return index.resultSize();
  }

  /// The digest of the result.
  ///
  /// @return SHA-256
  public Digest resultDigest() {
    return index.resultDigest();
  }

  /// The size of the delta.
  ///
  /// @return bytes
  public long sizeBytes() {
    return source.length();
  }

  /// How the result is made, from its first byte to its last.
  ///
  /// @return an immutable list
  public List<Piece> pieces() {
    return index.pieces();
  }

  /// The size of a record.
  ///
  /// @param record its number, as pieces have it
  /// @return bytes
  public int recordLength(int record) {
    return index.recordLength(record);
  }

  /// Compares every record with its checksum. Needs no base.
  ///
  /// @return the damaged ones, in file order
  /// @throws NexusException.Storage when the disk fails
  public List<Damage> damages() {
    List<Damage> damages = new ArrayList<>();
    byte[] buffer = new byte[DeltaIndex.MOST_RECORD_BYTES];
    for (int i = 0; i < index.records(); i++) {
      ByteBuffer content = ByteBuffer.wrap(buffer, 0, index.recordLength(i));
      source.read(index.recordOffsets()[i], content);
      if (checksum(buffer, index.recordLength(i)) != index.recordChecksums()[i]) {
        damages.add(damage(i, "its checksum is wrong"));
      }
    }
    return damages;
  }

  Damage damage(int record, String what) {
    ByteRange range = new ByteRange(index.recordOffsets()[record], index.recordLength(record));
    return new Damage(record, range, what);
  }

  /// Refuses a delta with damaged records, naming them.
  ///
  /// @throws NexusException.Malformed when there are any
  public void requireWhole() {
    List<Damage> damages = damages();
    if (!damages.isEmpty()) {
      throw Damage.refusal(damages, name());
    }
  }

  /// Reads a record into an array of its length.
  byte[] record(int record) {
    byte[] bytes =
        source.read(new ByteRange(index.recordOffsets()[record], index.recordLength(record)));
    if (checksum(bytes, bytes.length) != index.recordChecksums()[record]) {
      throw Damage.refusal(List.of(damage(record, "its checksum is wrong")), name());
    }
    return bytes;
  }

  DeltaIndex index() {
    return index;
  }

  String name() {
    return source.name();
  }

  static int checksum(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }

  @Override
  public void close() {
    source.close();
  }

  /// As `DeltaFile[253 MB from 253 MB in 12.1 MB, 310 pieces]`.
  @Override
  public String toString() {
    return "DeltaFile["
        + Display.bytes(resultSize())
        + " from "
        + Display.bytes(baseSize())
        + " in "
        + Display.bytes(sizeBytes())
        + ", "
        + Display.grouped(pieces().size())
        + " pieces]";
  }
}
