package id.openclass.nexus.archive;

import id.openclass.nexus.core.NexusException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.jspecify.annotations.Nullable;

/// The gzip members (RFC 1952) that a tar.gz package is made of: `docs/package-format.md` section
/// 6.
final class GzipMember {
  /// Magic, DEFLATE, no flags, no time, no hints, unknown system.
  private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

  static final int HEADER_BYTES = 10;

  /// CRC-32 and length.
  static final int TRAILER_BYTES = 8;

  private static final byte[] TAIL_START = {
    0x1f, (byte) 0x8b, 8, 4, 0, 0, 0, 0, 0, (byte) 0xff, 20, 0, 'O', 'N', 16, 0
  };

  /// Size of the last member.
  static final int TAIL_BYTES = 42;

  private GzipMember() {}

  /// Where the last member says that the readable parts are.
  record Tail(long smallFiles, long table) {}

  /// Puts header and trailer around a coded chunk that was written at [#HEADER_BYTES].
  ///
  /// @return length of the whole member
  static int frame(byte[] buffer, int codedLength, int crc, int contentLength) {
    System.arraycopy(HEADER, 0, buffer, 0, HEADER_BYTES);
    ByteBuffer.wrap(buffer)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(HEADER_BYTES + codedLength, crc)
        .putInt(HEADER_BYTES + codedLength + 4, contentLength);
    return HEADER_BYTES + codedLength + TRAILER_BYTES;
  }

  /// Whether a chunk's member has the fixed header and the trailer that belongs to its content.
  static boolean hasFrame(byte[] member, int length, int crc, int contentLength) {
    ByteBuffer in = ByteBuffer.wrap(member).order(ByteOrder.LITTLE_ENDIAN);
    return length >= HEADER_BYTES + TRAILER_BYTES
        && Arrays.equals(member, 0, HEADER_BYTES, HEADER, 0, HEADER_BYTES)
        && in.getInt(length - 8) == crc
        && in.getInt(length - 4) == contentLength;
  }

  static byte[] of(byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip =
        new GZIPOutputStream(out) {
          {
            def.setLevel(Deflater.BEST_COMPRESSION);
          }
        }) {
      gzip.write(content);
    } catch (IOException e) {
      throw new IllegalStateException("memory does not fail", e);
    }
    return out.toByteArray();
  }

  /// Decodes members until they end, and refuses anything between or after them.
  ///
  /// @param most more content than this is refused
  static byte[] contentOf(byte[] members, int most, String archive, long offset) {
    try (GzipCompressorInputStream in =
        GzipCompressorInputStream.builder()
            .setInputStream(new ByteArrayInputStream(members))
            .setDecompressConcatenated(true)
            .get()) {
      byte[] content = in.readNBytes(most);
      if (in.read() >= 0) {
        throw NexusException.malformed(
            "what is coded here is longer than " + most + " bytes", archive, offset, null);
      }
      return content;
    } catch (IOException e) {
      throw NexusException.malformed(
          "the gzip data here is damaged", archive, offset, "get the package again");
    }
  }

  static byte[] tail(Tail tail) {
    return ByteBuffer.allocate(TAIL_BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(TAIL_START)
        .putLong(tail.smallFiles)
        .putLong(tail.table)
        .put((byte) 3) // an empty final block: its 10 bits are 03 00
        .array();
  }

  /// Reads the last member.
  ///
  /// @return what it says, or null when the bytes are no such member
  static @Nullable Tail parseTail(byte[] bytes, long fileLength) {
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    Tail tail = new Tail(in.getLong(16), in.getLong(24));
    boolean inside =
        0 < tail.smallFiles && tail.smallFiles < tail.table && tail.table < fileLength - TAIL_BYTES;
    return inside && Arrays.equals(bytes, tail(tail)) ? tail : null;
  }
}
