package id.openclass.nexus.diff;

import com.github.luben.zstd.ZstdCompressCtx;
import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.OutputFile;
import id.openclass.nexus.patch.DeltaFile;
import id.openclass.nexus.patch.Piece;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/// Writes a delta: the records as they come, then the index. One thread.
final class RecordWriter {
  private static final int LEVEL = 19;

  private final OutputFile output;
  private final List<Integer> lengths = new ArrayList<>();
  private final List<Integer> checksums = new ArrayList<>();
  private long at;

  RecordWriter(OutputFile output) {
    this.output = output;
    write(DeltaFile.header());
  }

  /// Writes a record.
  ///
  /// @return its number; -1 for one without content, which is not written
  int add(byte[] record) {
    if (record.length == 0) {
      return -1;
    }
    lengths.add(record.length);
    checksums.add(checksum(record, record.length));
    write(record);
    return lengths.size() - 1;
  }

  long length() {
    return at;
  }

  int next() {
    return lengths.size();
  }

  /// Writes index and footer.
  void finish(
      long baseSize,
      Digest base,
      long resultSize,
      Digest result,
      List<Piece> pieces,
      int[] slices) {
    IndexOutput index = new IndexOutput();
    index.varint(baseSize);
    index.bytes(base.toBytes());
    index.varint(resultSize);
    index.bytes(result.toBytes());
    index.varint(lengths.size());
    index.varint(pieces.size());
    lengths.forEach(index::varint);
    pieces.forEach(index::piece);
    checksums.forEach(index::u32);
    for (int checksum : slices) {
      index.u32(checksum);
    }
    byte[] raw = index.toBytes();
    if (raw.length > DeltaFile.MOST_INDEX_BYTES) {
      throw NexusException.invalidValue(
          "a delta between these files would have too many pieces", "use --engine whole");
    }
    byte[] coded = compress(raw, new byte[0], LEVEL);
    write(coded);
    write(DeltaFile.footer(coded, raw.length));
  }

  /// A zstd frame without its magic number.
  static byte[] compress(byte[] raw, byte[] dictionary, int level) {
    try (ZstdCompressCtx zstd = new ZstdCompressCtx()) {
      zstd.setLevel(level);
      zstd.setMagicless(true).setChecksum(false).setDictID(false).setContentSize(true);
      if (dictionary.length > 0) {
        zstd.loadDict(dictionary);
      }
      return zstd.compress(raw);
    }
  }

  static int checksum(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }

  private void write(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    try {
      while (buffer.hasRemaining()) {
        at += output.channel().write(buffer, at);
      }
    } catch (IOException e) {
      throw NexusException.io("write", output.target(), e);
    }
  }
}
