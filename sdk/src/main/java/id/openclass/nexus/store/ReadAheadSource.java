package id.openclass.nexus.store;

import id.openclass.nexus.core.ByteRange;
import id.openclass.nexus.core.ByteSource;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/// Small reads of an object that is far away, such as those of an archive's directory: brings
/// blocks and keeps the last few. At most 4 MiB. Threads may share it, one reads at a time.
final class ReadAheadSource implements ByteSource {
  private static final int BLOCK = 64 << 10;
  private static final int KEPT = 64;

  private final ByteSource inner;
  private final Map<Long, byte[]> blocks =
      new LinkedHashMap<>(KEPT, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, byte[]> eldest) {
          return size() > KEPT;
        }
      };

  ReadAheadSource(ByteSource inner) {
    this.inner = inner;
  }

  @Override
  public String name() {
    return inner.name();
  }

  @Override
  public long length() {
    return inner.length();
  }

  @Override
  public synchronized void read(long offset, ByteBuffer into) {
    if (into.remaining() > BLOCK) {
      inner.read(offset, into);
      return;
    }
    long at = offset;
    while (into.hasRemaining()) {
      byte[] block = block(at / BLOCK);
      int from = (int) (at % BLOCK);
      int length = Math.min(into.remaining(), block.length - from);
      if (length <= 0) {
        // Beyond the end: the object says so in its own words.
        inner.read(at, into);
        return;
      }
      into.put(block, from, length);
      at += length;
    }
  }

  private byte[] block(long number) {
    return blocks.computeIfAbsent(
        number,
        n -> {
          long start = n * BLOCK;
          long length = Math.clamp(inner.length() - start, 0, BLOCK);
          return length == 0 ? new byte[0] : inner.read(new ByteRange(start, length));
        });
  }

  @Override
  public void close() {
    inner.close();
  }
}
