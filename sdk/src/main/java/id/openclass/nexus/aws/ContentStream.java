package id.openclass.nexus.aws;

import id.openclass.nexus.core.ByteRange;
import id.openclass.nexus.core.ByteSource;
import java.io.InputStream;
import java.nio.ByteBuffer;
import software.amazon.awssdk.core.sync.RequestBody;

/// A range of a source as the SDK reads it: more than once, and never all of it in memory.
final class ContentStream extends InputStream {
  private final ByteSource source;
  private final long end;
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
    int n = (int) Math.min(length, end - at);
    if (n <= 0) {
      return -1;
    }
    source.read(at, ByteBuffer.wrap(into, offset, n));
    at += n;
    return n;
  }

  @Override
  public int available() {
    return (int) Math.min(Integer.MAX_VALUE, end - at);
  }
}
