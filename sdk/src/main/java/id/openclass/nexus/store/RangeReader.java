package id.openclass.nexus.store;

import id.openclass.nexus.core.ByteRange;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import java.nio.ByteBuffer;

/// Takes a range out of what a server sends: drops what comes before it, stops at its end.
final class RangeReader {
  private final ObjectSource object;
  private final ByteRange range;
  private final ByteSink sink;
  private long at;

  /// @param firstByte where in the object the server's answer begins, not after the range's start
  RangeReader(ObjectSource object, ByteRange range, long firstByte, ByteSink sink) {
    this.object = object;
    this.range = range;
    this.at = firstByte;
    this.sink = sink;
  }

  void read(HttpBody body) {
    while (at < range.end()) {
      ByteBuffer bytes = body.next();
      if (bytes == null) {
        throw NexusException.transfer(
            "the line broke after "
                + Display.grouped(Math.max(0, at - range.offset()))
                + " of "
                + Display.grouped(range.length())
                + " bytes",
            object.name(),
            "run this again",
            null);
      }
      take(bytes);
    }
  }

  private void take(ByteBuffer bytes) {
    long skip = Math.clamp(range.offset() - at, 0, bytes.remaining());
    long length = Math.min(bytes.remaining() - skip, range.end() - at - skip);
    at += bytes.remaining();
    if (length > 0) {
      sink.accept(bytes.slice(bytes.position() + (int) skip, (int) length));
    }
  }
}
