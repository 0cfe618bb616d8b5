package id.openclass.nexus.model;

import id.openclass.nexus.core.ByteRange;
import id.openclass.nexus.core.NexusException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Where the bytes of a tensor come from when a file is written. It is asked once for each file
/// written, and gives exactly as many bytes as type and shape say.
@FunctionalInterface
public interface TensorData {
  /// Bytes moved at once.
  int PIECE_BYTES = 1 << 20;

  /// Writes all bytes.
  ///
  /// @param out takes them; refuses more than the tensor has
  /// @throws IOException when `out` fails
  void writeTo(WritableByteChannel out) throws IOException;

  /// Bytes in memory.
  ///
  /// @param bytes the content, not copied
  /// @return the source
  static TensorData of(byte[] bytes) {
    return of(MemorySegment.ofArray(bytes));
  }

  /// Bytes in memory or in a mapped file.
  ///
  /// @param bytes the content, of any size
  /// @return the source
  static TensorData of(MemorySegment bytes) {
    return out -> {
      for (long at = 0; at < bytes.byteSize(); at += PIECE_BYTES) {
        long length = Math.min(PIECE_BYTES, bytes.byteSize() - at);
        ByteBuffer piece = bytes.asSlice(at, length).asByteBuffer();
        while (piece.hasRemaining()) {
          out.write(piece);
        }
      }
    };
  }

  /// A range of a file, read piece by piece.
  ///
  /// @param path the file
  /// @param range its bytes
  /// @return the source; it throws [NexusException.Malformed] when the file has become shorter
  static TensorData of(Path path, ByteRange range) {
    return out -> {
      ByteBuffer piece = ByteBuffer.allocateDirect((int) Math.min(PIECE_BYTES, range.length()));
      try (FileChannel in = FileChannel.open(path, StandardOpenOption.READ)) {
        long at = range.offset();
        while (at < range.end()) {
          piece.clear().limit((int) Math.min(piece.capacity(), range.end() - at));
          int read = in.read(piece, at);
          if (read < 0) {
            throw NexusException.malformed(
                "the file changed while it was read", path.toString(), at, "run this again");
          }
          at += read;
          piece.flip();
          while (piece.hasRemaining()) {
            out.write(piece);
          }
        }
      }
    };
  }
}
