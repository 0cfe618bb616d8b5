package id.openclass.nexus.delta;

import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.Progress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;

/// Whole files read from front to end.
final class FileBytes {
  private static final int BUFFER = 1 << 20;

  private FileBytes() {}

  static Digest digest(ByteSource source, Progress.Task task) {
    return Digest.of(source, piece -> task.advance(piece.limit()));
  }

  static Digest digest(Path file, Progress progress) {
    try (ByteSource source = ByteSource.of(file);
        var task =
            progress.begin("reading " + Display.escape(file.toString(), 60), source.length())) {
      return digest(source, task);
    }
  }

  /// Copies a whole source to the channel's position.
  ///
  /// @return the digest of what was copied
  static Digest copy(ByteSource source, Path name, FileChannel into, Progress.Task task) {
    MessageDigest sha256 = Digest.sha256(source.length());
    byte[] buffer = new byte[(int) Math.min(BUFFER, Math.max(1, source.length()))];
    for (long at = 0; at < source.length(); at += buffer.length) {
      int length = (int) Math.min(buffer.length, source.length() - at);
      source.read(at, ByteBuffer.wrap(buffer, 0, length));
      Digest.feed(sha256, buffer, length);
      write(name, into, ByteBuffer.wrap(buffer, 0, length));
      task.advance(length);
    }
    return Digest.finish(sha256);
  }

  static void write(Path name, FileChannel into, ByteBuffer bytes) {
    try {
      while (bytes.hasRemaining()) {
        into.write(bytes);
      }
    } catch (IOException e) {
      throw NexusException.io("write", name, e);
    }
  }

  /// Writes a new file and forces it to disk.
  static void writeNew(Path file, byte[] content) {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      write(file, channel, ByteBuffer.wrap(content));
      channel.force(true);
    } catch (IOException e) {
      throw NexusException.io("write", file, e);
    }
  }
}
