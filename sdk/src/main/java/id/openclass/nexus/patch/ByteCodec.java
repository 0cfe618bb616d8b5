package id.openclass.nexus.patch;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import id.openclass.nexus.core.ByteRange;
import id.openclass.nexus.core.ByteSource;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/// The codec `bytes`: zstd frames without magic number, with ranges of the base as dictionary.
public final class ByteCodec {
  private static final byte[] TRAINED = {0x37, (byte) 0xA4, 0x30, (byte) 0xEC};
  private static final int LEAST_DICTIONARY = 8;

  private ByteCodec() {}

  /// The dictionary that ranges of the base make.
  ///
  /// @param base the base
  /// @param ranges within the limits of [Piece]
  /// @return the bytes as zstd takes them, perhaps none
  public static byte[] dictionary(ByteSource base, List<ByteRange> ranges) {
    long length = ranges.stream().mapToLong(ByteRange::length).sum();
    byte[] all = new byte[Math.toIntExact(length)];
    int at = 0;
    for (ByteRange range : ranges) {
      int count = Math.toIntExact(range.length());
      base.read(range.offset(), ByteBuffer.wrap(all, at, count));
      at += count;
    }
    if (all.length < LEAST_DICTIONARY) {
      return new byte[0];
    }
    boolean trained = Arrays.equals(all, 0, TRAINED.length, TRAINED, 0, TRAINED.length);
    return trained ? Arrays.copyOfRange(all, 1, all.length) : all;
  }

  /// Decodes a segment.
  ///
  /// @return whether it yielded exactly `length` bytes
  static boolean decode(byte[] segment, byte[] dictionary, byte[] into, int length) {
    try (ZstdDecompressCtx zstd = new ZstdDecompressCtx()) {
      zstd.setMagicless(true);
      if (dictionary.length > 0) {
        zstd.loadDict(dictionary);
      }
      return zstd.decompressByteArray(into, 0, length, segment, 0, segment.length) == length;
    } catch (ZstdException e) {
      return false;
    }
  }
}
