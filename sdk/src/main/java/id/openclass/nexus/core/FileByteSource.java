package id.openclass.nexus.core;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/// A [ByteSource] over a file.
record FileByteSource(Path path, FileChannel channel, long length, FileSnapshot snapshot)
    implements ByteSource {
  @Override
  public String name() {
    return path.toString();
  }

  @Override
  public void read(long offset, ByteBuffer into) {
    long at = offset;
    try {
      while (into.hasRemaining()) {
        int n = channel.read(into, at);
        if (n < 0) {
          throw new EOFException();
        }
        at += n;
      }
    } catch (EOFException e) {
      throw NexusException.malformed(
          "the file ends here, " + Display.grouped(into.remaining()) + " bytes too early",
          name(),
          at,
          "the copy was probably cut short; copy it again");
    } catch (IOException e) {
      throw NexusException.io("read", path, e);
    }
  }

  @Override
  public void requireUnchanged(String consequence) {
    snapshot.requireUnchanged(path, consequence);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw NexusException.io("close", path, e);
    }
  }
}
