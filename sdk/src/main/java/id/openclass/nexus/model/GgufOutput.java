package id.openclass.nexus.model;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/// Writes the little-endian pieces of a GGUF header and counts them.
final class GgufOutput {
  private final OutputStream out;
  private final ByteBuffer number = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
  private long written;

  GgufOutput(OutputStream out) {
    this.out = out;
  }

  long written() {
    return written;
  }

  void u32(long value) throws IOException {
    number.clear().putInt((int) value);
    writeNumber();
  }

  void u64(long value) throws IOException {
    number.clear().putLong(value);
    writeNumber();
  }

  void string(String text) throws IOException {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    u64(utf8.length);
    bytes(utf8, utf8.length);
  }

  void zeros(long count) throws IOException {
    bytes(new byte[(int) count], (int) count);
  }

  /// Type, then the value: as it stood in the file it came from, where it came from one.
  void value(GgufValue value) throws IOException {
    u32(value.type().id());
    MemorySegment encoded = value.encoded();
    if (encoded != null) {
      segment(encoded);
    } else if (value.value() instanceof List<?> list) {
      GgufType type = Objects.requireNonNull(value.elementType());
      u32(type.id());
      u64(list.size());
      for (Object element : list) {
        single(type, element);
      }
    } else {
      single(value.type(), value.value());
    }
  }

  private void segment(MemorySegment segment) throws IOException {
    byte[] piece = new byte[(int) Math.min(1 << 16, segment.byteSize())];
    for (long at = 0; at < segment.byteSize(); at += piece.length) {
      int length = (int) Math.min(piece.length, segment.byteSize() - at);
      MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, at, piece, 0, length);
      bytes(piece, length);
    }
  }

  private void single(GgufType type, Object value) throws IOException {
    number.clear();
    switch (type) {
      case STRING -> {
        string((String) value);
        return;
      }
      case BOOL -> number.put((byte) ((Boolean) value ? 1 : 0));
      case FLOAT32 -> number.putFloat(((Number) value).floatValue());
      case FLOAT64 -> number.putDouble(((Number) value).doubleValue());
      case UINT8, INT8 -> number.put(((Number) value).byteValue());
      case UINT16, INT16 -> number.putShort(((Number) value).shortValue());
      case UINT32, INT32 -> number.putInt(((Number) value).intValue());
      case UINT64, INT64 -> number.putLong(((Number) value).longValue());
      case ARRAY -> throw new IllegalArgumentException("an array is no single value");
    }
    writeNumber();
  }

  private void writeNumber() throws IOException {
    bytes(number.array(), number.position());
  }

  private void bytes(byte[] bytes, int length) throws IOException {
    out.write(bytes, 0, length);
    written += length;
  }
}
