package id.openclass.nexus.delta;

import id.openclass.nexus.core.ByteSource;
import java.io.InputStream;
import java.nio.ByteBuffer;

/// A range of a source as a stream. One thread.
final class PartStream extends InputStream {
  private static final int BUFFER = 1 << 16;

  private final ByteSource source;
  private final byte[] buffer = new byte[BUFFER];
  private int position;
  private int limit;
  private long at;
  private final long end;

  PartStream(ByteSource source, long offset, long length) {
    this.source = source;
    this.at = offset;
    this.end = offset + length;
  }

  private boolean fill() {
    if (position < limit) {
      return true;
    }
    limit = (int) Math.min(BUFFER, end - at);
    position = 0;
    source.read(at, ByteBuffer.wrap(buffer, 0, limit));
    at += limit;
    return limit > 0;
  }

  @Override
  public int read() {
    return fill() ? buffer[position++] & 0xff : -1;
  }

  @Override
  public int read(byte[] into, int offset, int length) {
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int n = Math.min(length, limit - position);
    System.arraycopy(buffer, position, into, offset, n);
    position += n;
    return n;
  }
}
