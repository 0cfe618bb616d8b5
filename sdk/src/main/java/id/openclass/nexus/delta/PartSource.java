package id.openclass.nexus.delta;

import id.openclass.nexus.core.ByteRange;
import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import java.nio.ByteBuffer;

/// A file inside a tar: a range of another source, which it closes.
///
/// @param whole the tar
/// @param name what errors call the file
/// @param range where it is
record PartSource(ByteSource whole, String name, ByteRange range) implements ByteSource {
  @Override
  public long length() {
    return range.length();
  }

  @Override
  public void read(long offset, ByteBuffer into) {
    if (offset < 0 || into.remaining() > range.length() - offset) {
      throw NexusException.malformed(
          "the file ends here, " + Display.grouped(into.remaining()) + " bytes were to be read",
          name,
          Math.min(offset, range.length()),
          "get the update again from its publisher");
    }
    whole.read(range.offset() + offset, into);
  }

  @Override
  public void close() {
    whole.close();
  }
}
