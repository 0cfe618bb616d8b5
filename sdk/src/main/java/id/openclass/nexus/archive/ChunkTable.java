package id.openclass.nexus.archive;

import id.openclass.nexus.core.ByteRange;
import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/// The chunks of a model file in an archive: each one's digest and the byte range of the archive
/// that decodes to it. `docs/package-format.md` section 4. Immutable; keeps 48 bytes a chunk.
public final class ChunkTable {
  /// Bytes of model in every chunk but the last: small enough to send again after a cut line, large
  /// enough that the table stays under 0.005 % of the model.
  public static final int CHUNK_BYTES = 1 << 20;

  /// How much longer than its chunk a coded chunk may be: stored blocks and framing.
  public static final int MAX_EXPANSION = 1024;

  /// Largest model file: keeps the table under 48 MiB.
  public static final long MAX_MODEL_BYTES = 1L << 40;

  static final int HEADER_BYTES = 32;
  private static final int ENTRY_BYTES = 48;
  private static final byte[] MAGIC = "NXCHUNKS".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 1;

  private final long modelBytes;
  private final ByteBuffer entries;

  private ChunkTable(long modelBytes, ByteBuffer entries) {
    this.modelBytes = modelBytes;
    this.entries = entries;
  }

  /// Count of chunks of a model file.
  ///
  /// @param modelBytes its size, from 0 to [#MAX_MODEL_BYTES]
  /// @return the count
  /// @throws NexusException.InvalidValue when the file is too large
  public static int countFor(long modelBytes) {
    if (modelBytes > MAX_MODEL_BYTES) {
      throw NexusException.invalidValue(
          "a model file of "
              + Display.grouped(modelBytes)
              + " bytes is too large for a package; the limit is "
              + Display.grouped(MAX_MODEL_BYTES),
          "split the model");
    }
    return Math.toIntExact((modelBytes + CHUNK_BYTES - 1) / CHUNK_BYTES);
  }

  /// Size of the largest table that an archive can need: DEFLATE makes no chunk smaller than a
  /// thousandth. A table that claims more is refused before it is decoded.
  static int mostBytes(long archiveBytes) {
    long count = Math.min(countFor(MAX_MODEL_BYTES), archiveBytes / 1000 + 1);
    return HEADER_BYTES + ENTRY_BYTES * (int) count;
  }

  /// Collects the entries of a table in order.
  static final class Builder {
    private final long modelBytes;
    private final ByteBuffer entries;

    Builder(long modelBytes) {
      this.modelBytes = modelBytes;
      this.entries =
          ByteBuffer.allocate(countFor(modelBytes) * ENTRY_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    }

    void add(byte[] digest, ByteRange range) {
      entries.put(digest).putLong(range.offset()).putLong(range.length());
    }

    ChunkTable build() {
      if (entries.hasRemaining()) {
        throw new IllegalStateException(entries.remaining() / ENTRY_BYTES + " chunks are missing");
      }
      return new ChunkTable(modelBytes, entries.flip());
    }
  }

  /// Reads a table.
  ///
  /// @param bytes the whole content of `chunks`
  /// @param archive what errors call the archive
  /// @param archiveBytes size of the archive: no range may leave it
  /// @return the table
  /// @throws NexusException.Malformed when it breaks a rule of section 4
  static ChunkTable parse(byte[] bytes, String archive, long archiveBytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.length < HEADER_BYTES || !Arrays.equals(bytes, 0, 8, MAGIC, 0, 8)) {
      throw malformed("the chunk table has no header", archive);
    }
    if (in.getInt(8) != VERSION || in.getInt(12) != CHUNK_BYTES) {
      throw malformed(
          "the chunk table has version "
              + Integer.toUnsignedString(in.getInt(8))
              + " and chunks of "
              + Integer.toUnsignedString(in.getInt(12))
              + " bytes; this program reads version 1 with 1048576",
          archive);
    }
    long modelBytes = in.getLong(16);
    if (modelBytes <= 0 || modelBytes > MAX_MODEL_BYTES || in.getLong(24) != countFor(modelBytes)) {
      throw malformed("the chunk table's count does not fit the model's size", archive);
    }
    ChunkTable table =
        new ChunkTable(
            modelBytes,
            in.slice(HEADER_BYTES, bytes.length - HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN));
    if (table.entries.capacity() != (long) table.count() * ENTRY_BYTES) {
      throw malformed("the chunk table has another length than its count says", archive);
    }
    table.checkRanges(archive, archiveBytes);
    return table;
  }

  private void checkRanges(String archive, long archiveBytes) {
    for (int i = 0; i < count(); i++) {
      long offset = entries.getLong(i * ENTRY_BYTES + 32);
      long length = entries.getLong(i * ENTRY_BYTES + 40);
      if (offset < 0
          || length <= 0
          || length > contentLength(i) + MAX_EXPANSION
          || offset > archiveBytes - length) {
        throw malformed(
            "chunk " + i + " is said to be at byte " + offset + ", " + length + " bytes", archive);
      }
    }
  }

  private static NexusException malformed(String message, String archive) {
    return NexusException.malformed(message, archive, -1, "get the package again");
  }

  /// The whole content of `chunks`.
  ///
  /// @return a new array
  byte[] toBytes() {
    return ByteBuffer.allocate(HEADER_BYTES + entries.capacity())
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(MAGIC)
        .putInt(VERSION)
        .putInt(CHUNK_BYTES)
        .putLong(modelBytes)
        .putLong(count())
        .put(entries.duplicate().rewind())
        .array();
  }

  /// Size of the model file.
  ///
  /// @return bytes
  public long modelBytes() {
    return modelBytes;
  }

  /// How many chunks there are.
  ///
  /// @return the count
  public int count() {
    return countFor(modelBytes);
  }

  /// Digest of a chunk's content.
  ///
  /// @param chunk from 0 to [#count()] - 1
  /// @return its digest
  public Digest digest(int chunk) {
    byte[] digest = new byte[Digest.BYTES];
    entries.get(chunk * ENTRY_BYTES, digest);
    return Digest.ofBytes(digest);
  }

  /// Where the coded chunk is in the archive.
  ///
  /// @param chunk from 0 to [#count()] - 1
  /// @return the range
  public ByteRange range(int chunk) {
    return new ByteRange(
        entries.getLong(chunk * ENTRY_BYTES + 32), entries.getLong(chunk * ENTRY_BYTES + 40));
  }

  /// Which bytes of the model file a chunk holds.
  ///
  /// @param chunk from 0 to [#count()] - 1
  /// @return the range
  public ByteRange content(int chunk) {
    return new ByteRange((long) chunk * CHUNK_BYTES, contentLength(chunk));
  }

  private int contentLength(int chunk) {
    return (int) Math.min(CHUNK_BYTES, modelBytes - (long) chunk * CHUNK_BYTES);
  }

  /// The digest of the list of chunk digests, which the manifest vouches for.
  ///
  /// @return SHA-256 over the concatenated chunk digests
  public Digest listDigest() {
    MessageDigest sha = Digest.sha256();
    for (int i = 0; i < count(); i++) {
      sha.update(entries.slice(i * ENTRY_BYTES, Digest.BYTES));
    }
    return Digest.finish(sha);
  }

  /// As `ChunkTable[1000 chunks of 1.05 MB]`.
  @Override
  public String toString() {
    return "ChunkTable[" + count() + " chunks of " + Display.bytes(CHUNK_BYTES) + "]";
  }
}
