package id.openclass.nexus.aws;

import id.openclass.nexus.core.ByteRange;
import id.openclass.nexus.core.ByteSource;
import java.io.InputStream;
import java.nio.ByteBuffer;
import software.amazon.awssdk.core.sync.RequestBody;

/// A range of a source as the SDK reads it: more than once, and never all of it in memory.
final class ContentStream extends InputStream {
  /// The SDK asks for a few KiB at a time; the file is read in larger pieces.
  private static final int BUFFER = 128 << 10;

  private final ByteSource source;
  private final long end;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).limit(0);
  private long at;

  private ContentStream(ByteSource source, ByteRange range) {
    this.source = source;
    this.at = range.offset();
    this.end = range.end();
  }

  static RequestBody body(ByteSource source, ByteRange range, String contentType) {
    return RequestBody.fromContentProvider(
        () -> new ContentStream(source, range), range.length(), contentType);
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) {
    if (length == 0) {
      return 0;
    }
    if (!buffer.hasRemaining() && at < end) {
      buffer.clear().limit((int) Math.min(BUFFER, end - at));
      source.read(at, buffer);
      at += buffer.flip().remaining();
    }
    int n = Math.min(length, buffer.remaining());
    if (n <= 0) {
      return -1;
    }
    buffer.get(into, offset, n);
    return n;
  }

  @Override
  public int available() {
    return (int) Math.min(Integer.MAX_VALUE, end - at + buffer.remaining());
  }
}
