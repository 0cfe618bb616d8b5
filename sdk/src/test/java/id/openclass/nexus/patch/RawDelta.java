package id.openclass.nexus.patch;

import com.github.luben.zstd.ZstdCompressCtx;
import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.core.Digest;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// Puts deltas together number by number, also ones that no writer would make.
final class RawDelta {
  static final byte[] BASE =
      "a base of thirty-two bytes: 0123".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

  private final List<byte[]> records = new ArrayList<>();
  private final ByteArrayOutputStream pieces = new ByteArrayOutputStream();
  private final List<Integer> slices = new ArrayList<>();
  private int pieceCount;
  long recordCount = -1;
  long piecesSaid = -1;
  byte[] result = {};

  RawDelta record(byte... bytes) {
    records.add(bytes);
    return this;
  }

  /// A piece: its codec id and numbers; signed ones are doubled by the caller.
  RawDelta piece(long... numbers) {
    pieceCount++;
    for (long number : numbers) {
      varint(pieces, number);
    }
    return this;
  }

  RawDelta slice(byte... content) {
    slices.add(DeltaFile.checksum(content, content.length));
    return this;
  }

  RawDelta result(byte... bytes) {
    result = bytes;
    return this;
  }

  byte[] index() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    varint(out, BASE.length);
    out.writeBytes(Digest.of(BASE).toBytes());
    varint(out, result.length);
    out.writeBytes(Digest.of(result).toBytes());
    varint(out, recordCount < 0 ? records.size() : recordCount);
    varint(out, piecesSaid < 0 ? pieceCount : piecesSaid);
    records.forEach(record -> varint(out, record.length));
    out.writeBytes(pieces.toByteArray());
    records.forEach(record -> u32(out, DeltaFile.checksum(record, record.length)));
    slices.forEach(checksum -> u32(out, checksum));
    return out.toByteArray();
  }

  byte[] toBytes() {
    return file(index());
  }

  /// A file with any index.
  byte[] file(byte[] index) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(DeltaFile.header());
    records.forEach(out::writeBytes);
    try (ZstdCompressCtx zstd = new ZstdCompressCtx()) {
      zstd.setLevel(19).setMagicless(true).setChecksum(false).setDictID(false);
      byte[] coded = zstd.compress(index);
      out.writeBytes(coded);
      out.writeBytes(DeltaFile.footer(coded, index.length));
    }
    return out.toByteArray();
  }

  static void varint(ByteArrayOutputStream out, long value) {
    long left = value;
    while ((left & ~0x7FL) != 0) {
      out.write((int) ((left & 0x7F) | 0x80));
      left >>>= 7;
    }
    out.write((int) left);
  }

  private static void u32(ByteArrayOutputStream out, int value) {
    out.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
  }

  /// Bytes in memory.
  record InMemory(byte[] bytes) implements ByteSource {
    @Override
    public String name() {
      return "memory";
    }

    @Override
    public long length() {
      return bytes.length;
    }

    @Override
    public void read(long offset, ByteBuffer into) {
      if (offset < 0 || offset > bytes.length - into.remaining()) {
        throw new AssertionError("read outside: " + offset);
      }
      into.put(bytes, (int) offset, into.remaining());
    }

    @Override
    public void close() {}
  }
}
