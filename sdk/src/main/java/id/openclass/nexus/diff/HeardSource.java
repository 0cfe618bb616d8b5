package id.openclass.nexus.diff;

import id.openclass.nexus.core.ByteSource;
import java.nio.ByteBuffer;
import java.util.function.LongConsumer;

/// A source whose reads somebody hears of.
///
/// @param source what is read; closed with this
/// @param listener takes the count of bytes of each read, on the thread that reads
record HeardSource(ByteSource source, LongConsumer listener) implements ByteSource {
  @Override
  public String name() {
    return source.name();
  }

  @Override
  public long length() {
    return source.length();
  }

  @Override
  public void read(long offset, ByteBuffer into) {
    int bytes = into.remaining();
    source.read(offset, into);
    listener.accept(bytes);
  }

  @Override
  public void close() {
    source.close();
  }
}
