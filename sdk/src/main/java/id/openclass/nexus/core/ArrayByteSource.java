package id.openclass.nexus.core;

import java.nio.ByteBuffer;

/// A [ByteSource] over bytes in memory.
record ArrayByteSource(String name, byte[] bytes) implements ByteSource {
  @Override
  public long length() {
    return bytes.length;
  }

  @Override
  public void read(long offset, ByteBuffer into) {
    if (offset < 0 || offset > bytes.length - into.remaining()) {
      throw NexusException.malformed(
          "the file ends here, too early", name, Math.clamp(offset, 0, bytes.length), null);
    }
    into.put(bytes, (int) offset, into.remaining());
  }

  @Override
  public void close() {}

  @Override
  public String toString() {
    return "ByteSource[" + Display.escape(name, 60) + ", " + Display.bytes(length()) + "]";
  }
}
