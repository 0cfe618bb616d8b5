package id.openclass.nexus.archive;

import id.openclass.nexus.core.ByteSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;

/// A [ByteSource] as the channel that commons-compress reads from. One thread.
final class SourceChannel implements SeekableByteChannel {
  private final ByteSource source;
  private long position;
  private long left = Long.MAX_VALUE;

  SourceChannel(ByteSource source) {
    this.source = source;
  }

  /// Allows that many bytes to be read from here on: who reads more than any package needs is
  /// stopped.
  void allow(long bytes) {
    left = bytes;
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    long ahead = source.length() - position;
    if (ahead <= 0) {
      return -1;
    }
    int n = (int) Math.min(into.remaining(), ahead);
    left -= n;
    if (left < 0) {
      throw new IOException("the directory is longer than any package has");
    }
    source.read(position, into.slice(into.position(), n));
    into.position(into.position() + n);
    position += n;
    return n;
  }

  @Override
  public int write(ByteBuffer bytes) {
    throw new NonWritableChannelException();
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public SeekableByteChannel position(long newPosition) throws IOException {
    if (newPosition < 0) {
      throw new IOException("an offset is negative");
    }
    position = newPosition;
    return this;
  }

  @Override
  public long size() {
    return source.length();
  }

  @Override
  public SeekableByteChannel truncate(long size) {
    throw new NonWritableChannelException();
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public void close() {}
}
