package id.openclass.nexus.model;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Puts GGUF files together byte by byte, also ones that no writer would make.
final class RawGguf {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  static RawGguf header(long version, long tensors, long keys) {
    return new RawGguf().text("GGUF").u32(version).u64(tensors).u64(keys);
  }

  RawGguf text(String ascii) {
    return bytes(ascii.getBytes(StandardCharsets.UTF_8));
  }

  RawGguf bytes(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  RawGguf u32(long value) {
    return bytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt((int) value).array());
  }

  RawGguf u64(long value) {
    return bytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
  }

  RawGguf string(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return u64(utf8.length).bytes(utf8);
  }

  RawGguf textKey(String key, String value) {
    return string(key).u32(GgufType.STRING.id()).string(value);
  }

  RawGguf numberKey(String key, long value) {
    return string(key).u32(GgufType.UINT32.id()).u32(value);
  }

  RawGguf tensor(String name, TensorType type, long offset, long... shape) {
    return tensor(name, type.id(), offset, shape);
  }

  RawGguf tensor(String name, long type, long offset, long... shape) {
    string(name).u32(shape.length);
    for (long size : shape) {
      u64(size);
    }
    return u32(type).u64(offset);
  }

  /// Zeros to the next multiple of 32, then tensor data of ones.
  RawGguf data(int length) {
    while (out.size() % 32 != 0) {
      out.write(0);
    }
    for (int i = 0; i < length; i++) {
      out.write(1);
    }
    return this;
  }

  byte[] toBytes() {
    return out.toByteArray();
  }
}
