package id.openclass.nexus.delta;

import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.Progress;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.function.Consumer;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;

/// A BSDIFF40 patch read as its three bzip2 streams, side by side, in about 15 MB whatever its size
/// and whatever its control triples say. The format is Colin Percival's: a header of 32 bytes, then
/// control triples (bytes to add to the base, bytes to take as they are, how far to move in the
/// base), differences, and new bytes. One thread.
final class BsdiffPatch {
  private static final byte[] MAGIC = "BSDIFF40".getBytes(StandardCharsets.US_ASCII);
  private static final int HEADER = 32;
  private static final int BUFFER = 1 << 18;

  private final String name;
  private final long resultBytes;
  private final InputStream control;
  private final InputStream differences;
  private final InputStream fresh;
  private final MessageDigest sha256;
  private final byte[] buffer = new byte[BUFFER];
  private final byte[] old = new byte[BUFFER];
  private long done;

  /// Takes the first bytes of the buffer.
  @FunctionalInterface
  private interface Sink {
    void write(int length);
  }

  private BsdiffPatch(ByteSource patch, long resultBytes, long controlBytes, long diffBytes)
      throws IOException {
    long differencesAt = HEADER + controlBytes;
    long freshAt = differencesAt + diffBytes;
    this.name = patch.name();
    this.resultBytes = resultBytes;
    this.sha256 = Digest.sha256(resultBytes);
    this.control = unzip(patch, HEADER, controlBytes);
    this.differences = unzip(patch, differencesAt, diffBytes);
    this.fresh = unzip(patch, freshAt, patch.length() - freshAt);
  }

  /// Checks the header.
  ///
  /// @param patch the file; stays open
  /// @param resultBytes size that the result must have
  /// @throws NexusException.Malformed when it is no patch of such a result
  static BsdiffPatch open(ByteSource patch, long resultBytes) {
    if (patch.length() < HEADER) {
      throw malformed("a BSDIFF40 patch has 32 bytes at least", patch.name(), 0);
    }
    ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
    patch.read(0, header);
    byte[] magic = new byte[MAGIC.length];
    header.flip().get(magic);
    long controlBytes = signed(header.getLong());
    long diffBytes = signed(header.getLong());
    long newBytes = signed(header.getLong());
    if (!Arrays.equals(magic, MAGIC)) {
      throw malformed("this is no BSDIFF40 patch", patch.name(), 0);
    }
    long room = patch.length() - HEADER;
    if (controlBytes < 0
        || diffBytes < 0
        || controlBytes > room
        || diffBytes > room - controlBytes) {
      throw malformed(
          "its streams are said to have "
              + Display.grouped(controlBytes)
              + " and "
              + Display.grouped(diffBytes)
              + " bytes, there are "
              + Display.grouped(room),
          patch.name(),
          8);
    }
    if (newBytes != resultBytes) {
      throw malformed(
          "it makes a file of "
              + Display.grouped(newBytes)
              + " bytes, delta_metadata.json says "
              + Display.grouped(resultBytes),
          patch.name(),
          24);
    }
    try {
      return new BsdiffPatch(patch, resultBytes, controlBytes, diffBytes);
    } catch (IOException | IndexOutOfBoundsException e) {
      throw broken(patch.name(), e);
    }
  }

  private static InputStream unzip(ByteSource patch, long offset, long length) throws IOException {
    return new BufferedInputStream(
        new BZip2CompressorInputStream(new PartStream(patch, offset, length)), BUFFER);
  }

  /// The format's integers: 63 bits and a sign.
  private static long signed(long bits) {
    long size = bits & Long.MAX_VALUE;
    return bits < 0 ? -size : size;
  }

  /// Makes the result.
  ///
  /// @param base the base
  /// @param out takes the result from front to end; each buffer is used again
  /// @param task hears of its bytes
  /// @return its digest
  Digest apply(ByteSource base, Consumer<ByteBuffer> out, Progress.Task task) {
    Sink sink =
        length -> {
          Digest.feed(sha256, buffer, length);
          out.accept(ByteBuffer.wrap(buffer, 0, length));
          task.advance(length);
          done += length;
        };
    try {
      long position = 0;
      // Each triple but the odd empty one yields a byte: more of them are a trap.
      for (long triples = 0; done < resultBytes; triples++) {
        require(triples <= resultBytes, "there are more control triples than bytes");
        long add = number();
        long take = number();
        long seek = number();
        require(
            add >= 0 && take >= 0 && add <= resultBytes - done && take <= resultBytes - done - add,
            "a control triple is longer than what is left of the result");
        add(base, position, add, sink);
        take(take, sink);
        position = moved(position, add, seek);
      }
      return Digest.finish(sha256);
    } catch (EOFException e) {
      throw malformed("it ends after " + Display.grouped(done) + " bytes of the result", name, -1);
    } catch (IOException | IndexOutOfBoundsException e) {
      throw broken(name, e);
    }
  }

  private long moved(long position, long add, long seek) {
    try {
      return Math.addExact(Math.addExact(position, add), seek);
    } catch (ArithmeticException e) {
      throw malformed("a control triple moves outside of all files", name, -1);
    }
  }

  private long number() throws IOException {
    byte[] bytes = control.readNBytes(Long.BYTES);
    if (bytes.length < Long.BYTES) {
      throw new EOFException();
    }
    return signed(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong());
  }

  private void add(ByteSource base, long position, long length, Sink sink) throws IOException {
    for (long at = 0; at < length; ) {
      int n = (int) Math.min(BUFFER, length - at);
      fill(differences, n);
      readBase(base, position + at, n);
      for (int i = 0; i < n; i++) {
        buffer[i] += old[i];
      }
      sink.write(n);
      at += n;
    }
  }

  /// Bytes outside of the base count as zeros, as in every reader of the format.
  private void readBase(ByteSource base, long position, int length) {
    long start = Math.clamp(position, 0, base.length());
    long end = Math.clamp(position + length, start, base.length());
    Arrays.fill(old, 0, length, (byte) 0);
    if (end > start) {
      base.read(start, ByteBuffer.wrap(old, (int) (start - position), (int) (end - start)));
    }
  }

  private void take(long length, Sink sink) throws IOException {
    for (long at = 0; at < length; ) {
      int n = (int) Math.min(BUFFER, length - at);
      fill(fresh, n);
      sink.write(n);
      at += n;
    }
  }

  private void fill(InputStream in, int length) throws IOException {
    if (in.readNBytes(buffer, 0, length) < length) {
      throw new EOFException();
    }
  }

  private void require(boolean right, String fault) {
    if (!right) {
      throw malformed(fault, name, -1);
    }
  }

  private static NexusException broken(String name, Exception e) {
    String what = Display.escape(String.valueOf(e.getMessage()), 120);
    return malformed("it does not decompress: " + what, name, -1);
  }

  private static NexusException malformed(String fault, String name, long offset) {
    return NexusException.malformed(
        "the patch is damaged: " + fault, name, offset, "get the update again from its publisher");
  }
}
