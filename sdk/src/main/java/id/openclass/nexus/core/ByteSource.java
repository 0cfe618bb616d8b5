package id.openclass.nexus.core;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Bytes that can be read from any place, by any number of threads at once: a file here, later an
/// object behind a line. Errors say [#name()].
public interface ByteSource extends AutoCloseable {
  /// What errors call it.
  ///
  /// @return a path or an address
  String name();

  /// How many bytes there are.
  ///
  /// @return bytes, not negative
  long length();

  /// Reads until the buffer is full.
  ///
  /// @param offset where in the source to start
  /// @param into filled from its position to its limit
  /// @throws NexusException.Malformed when the source ends before that
  /// @throws NexusException.Storage when the disk fails
  void read(long offset, ByteBuffer into);

  /// Reads a range into an array of its own.
  ///
  /// @param range what to read; at most 2^31 - 1 bytes, checked by the caller against a limit
  /// @return the bytes
  default byte[] read(ByteRange range) {
    byte[] bytes = new byte[Math.toIntExact(range.length())];
    read(range.offset(), ByteBuffer.wrap(bytes));
    return bytes;
  }

  /// Insists that the bytes are those that were there when it was opened, as far as can be told:
  /// for who reads them more than once.
  ///
  /// @param consequence what becomes of the work: `nothing was uploaded`
  /// @throws NexusException.Malformed when somebody wrote to them
  default void requireUnchanged(String consequence) {}

  @Override
  void close();

  /// Opens a file.
  ///
  /// @param path a file
  /// @return the open file
  /// @throws NexusException.NotFound when there is none
  /// @throws NexusException.InvalidValue when it is a folder
  static ByteSource of(Path path) {
    if (Files.isDirectory(path)) {
      throw NexusException.invalidValue(
          "this is a folder, not a file", Display.escape(path.toString()), "name a file in it");
    }
    try {
      FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
      return new FileByteSource(path, channel, channel.size(), FileSnapshot.of(path));
    } catch (IOException e) {
      throw NexusException.io("read", path, e);
    }
  }

  /// Bytes in memory.
  ///
  /// @param name what errors call them
  /// @param bytes not copied: nobody may write to them any more
  /// @return a source
  static ByteSource of(String name, byte[] bytes) {
    return new ArrayByteSource(name, bytes);
  }
}
