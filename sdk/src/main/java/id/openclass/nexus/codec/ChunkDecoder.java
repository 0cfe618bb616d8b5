package id.openclass.nexus.codec;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import java.util.Objects;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// Decodes one chunk from its range of a file: raw DEFLATE (RFC 1951) that begins and ends at a
/// byte boundary, as [ChunkCoder] and others write it. Accepts exactly the length that is expected,
/// never writes beyond it, and leaves no coded byte over. Whether it is the right content is for
/// the chunk's digest to say.
///
/// Serves one thread at a time: make one per thread and close it. An error leaves it usable.
public final class ChunkDecoder implements AutoCloseable {
  /// An empty final block: ends a stream that is at a block and byte boundary, and no other.
  private static final byte[] END = {3, 0};

  private static final String HINT = "the file is damaged: get it again";

  private final String file;
  private final Inflater inflater = new Inflater(true);
  private final byte[] excess = new byte[1];

  /// A decoder for the chunks of one file.
  ///
  /// @param file the file's name as the user knows it, for error messages
  public ChunkDecoder(String file) {
    this.file = file;
  }

  /// Decodes `coded[from, from + codedLength)` into `chunk[0, length)`.
  ///
  /// @param coded holds the bytes of the range
  /// @param from where in the array they start
  /// @param codedLength how many
  /// @param fileOffset where in the file the range starts, for error messages
  /// @param chunk where the content goes; what it holds after an error is undefined
  /// @param length how many bytes it must have
  /// @param ending how the range must end
  /// @throws NexusException.Malformed when it is no DEFLATE, is cut off, has bytes left over, does
  ///   not end as it must, or has another length
  public void decode(
      byte[] coded,
      int from,
      int codedLength,
      long fileOffset,
      byte[] chunk,
      int length,
      Ending ending) {
    Objects.checkFromIndexSize(from, codedLength, coded.length);
    Objects.checkFromIndexSize(0, length, chunk.length);
    inflater.reset();
    inflater.setInput(coded, from, codedLength);
    try {
      int got = inflate(chunk, length);
      if (ending == Ending.OPEN && !inflater.finished() && inflater.getRemaining() == 0) {
        inflater.setInput(END);
        got += inflater.inflate(excess, 0, 1);
      } else if (ending == Ending.OPEN) {
        throw malformed("a chunk says that it is the last one, and is not", fileOffset);
      }
      if (got != length) {
        throw malformed(
            "a chunk has " + Display.grouped(got) + " bytes instead of " + Display.grouped(length),
            fileOffset);
      }
      if (!inflater.finished()) {
        throw malformed("a chunk is cut off", fileOffset);
      }
      if (inflater.getRemaining() != 0) {
        int left = inflater.getRemaining();
        throw malformed("a chunk has " + Display.grouped(left) + " bytes left over", fileOffset);
      }
    } catch (DataFormatException e) {
      long at = fileOffset + inflater.getBytesRead();
      throw malformed("a chunk is not in DEFLATE format", at);
    }
  }

  /// Inflates until the input or the stream is over, or one byte too many has come.
  private int inflate(byte[] chunk, int length) throws DataFormatException {
    int got = 0;
    while (!inflater.finished() && got <= length) {
      int n =
          got < length
              ? inflater.inflate(chunk, got, length - got)
              : inflater.inflate(excess, 0, 1);
      if (n == 0) {
        break;
      }
      got += n;
    }
    return got;
  }

  private NexusException malformed(String message, long offset) {
    return NexusException.malformed(message, file, offset, HINT);
  }

  /// Frees the decoder's memory. It cannot be used afterwards.
  @Override
  public void close() {
    inflater.close();
  }
}
