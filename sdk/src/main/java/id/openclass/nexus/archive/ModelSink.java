package id.openclass.nexus.archive;

import id.openclass.nexus.core.NexusException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/// Where the bytes of an unpacked model go: called by many threads at once, in any order.
@FunctionalInterface
public interface ModelSink {
  /// Drops everything: for verifying.
  ModelSink NOWHERE = (offset, bytes) -> {};

  /// Takes bytes whose digest was right.
  ///
  /// @param offset where in the model file they belong
  /// @param bytes the bytes, from position to limit
  void write(long offset, ByteBuffer bytes);

  /// Writes into a file.
  ///
  /// @param path what errors call it
  /// @param channel the file, open for writing
  /// @return a sink; the caller closes the channel
  static ModelSink into(Path path, FileChannel channel) {
    return (offset, bytes) -> {
      long at = offset;
      try {
        while (bytes.hasRemaining()) {
          at += channel.write(bytes, at);
        }
      } catch (IOException e) {
        throw NexusException.io("write", path, e);
      }
    };
  }
}
