package id.openclass.nexus.archive;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// A stream that fails when more is read than was allowed since [#allow]. Libraries collect headers
/// (long names, key-values, comments) in memory whatever their length; a few kilobytes of archive
/// can hold gigabytes of them, so they are cut off here.
final class LimitedInput extends FilterInputStream {
  private long left = Long.MAX_VALUE;

  LimitedInput(InputStream in) {
    super(in);
  }

  /// Allows that many bytes from here on.
  void allow(long bytes) {
    left = bytes;
  }

  @Override
  public int read() throws IOException {
    int b = super.read();
    spend(b < 0 ? 0 : 1);
    return b;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int n = super.read(into, offset, length);
    spend(Math.max(0, n));
    return n;
  }

  @Override
  public long skip(long count) throws IOException {
    long n = super.skip(count);
    spend(n);
    return n;
  }

  private void spend(long bytes) throws IOException {
    left -= bytes;
    if (left < 0) {
      throw new IOException("a header is longer than any package has");
    }
  }
}
