package id.openclass.nexus.archive;

import id.openclass.nexus.core.ByteSource;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;

/// A [ByteSource] as the channel that commons-compress reads from. One thread.
final class SourceChannel implements SeekableByteChannel {
  private final ByteSource source;
  private long position;

  SourceChannel(ByteSource source) {
    this.source = source;
  }

  @Override
  public int read(ByteBuffer into) {
    long left = source.length() - position;
    if (left <= 0) {
      return -1;
    }
    int n = (int) Math.min(into.remaining(), left);
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
  public SeekableByteChannel position(long newPosition) {
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
