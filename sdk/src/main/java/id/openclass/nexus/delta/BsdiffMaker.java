package id.openclass.nexus.delta;

import io.sigpipe.jbsdiff.Diff;
import io.sigpipe.jbsdiff.InvalidHeaderException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;

/// Makes BSDIFF40 patches: jbsdiff finds the differences. It ends both streams of bytes with zeros
/// that no control triple takes; Python's bsdiff4 refuses such a patch, so they are cut off here.
final class BsdiffMaker {
  private static final int HEADER = 32;
  private static final int TRIPLE = 3 * Long.BYTES;

  private BsdiffMaker() {}

  static byte[] patch(byte[] old, byte[] fresh) {
    ByteArrayOutputStream patch = new ByteArrayOutputStream();
    try {
      Diff.diff(old, fresh, patch);
      return trimmed(patch.toByteArray());
    } catch (IOException | InvalidHeaderException e) {
      throw new IllegalStateException("memory does not fail", e);
    }
  }

  /// The same patch with streams as long as its triples say.
  private static byte[] trimmed(byte[] patch) throws IOException {
    ByteBuffer header = ByteBuffer.wrap(patch).order(ByteOrder.LITTLE_ENDIAN);
    int controlBytes = Math.toIntExact(header.getLong(8));
    int differenceBytes = Math.toIntExact(header.getLong(16));
    int differencesAt = HEADER + controlBytes;
    int freshAt = differencesAt + differenceBytes;
    byte[] control = unzip(patch, HEADER, controlBytes).readAllBytes();
    ByteBuffer triples = ByteBuffer.wrap(control).order(ByteOrder.LITTLE_ENDIAN);
    long add = 0;
    long take = 0;
    for (int at = 0; at < control.length; at += TRIPLE) {
      add += triples.getLong(at);
      take += triples.getLong(at + Long.BYTES);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(patch, 0, differencesAt);
    zip(unzip(patch, differencesAt, differenceBytes), add, out);
    long newDifferenceBytes = (long) out.size() - differencesAt;
    zip(unzip(patch, freshAt, patch.length - freshAt), take, out);
    byte[] made = out.toByteArray();
    ByteBuffer.wrap(made).order(ByteOrder.LITTLE_ENDIAN).putLong(16, newDifferenceBytes);
    return made;
  }

  private static InputStream unzip(byte[] patch, int offset, int length) throws IOException {
    return new BZip2CompressorInputStream(new ByteArrayInputStream(patch, offset, length));
  }

  private static void zip(InputStream from, long length, OutputStream out) throws IOException {
    byte[] buffer = new byte[1 << 16];
    BZip2CompressorOutputStream zip = new BZip2CompressorOutputStream(out);
    for (long left = length; left > 0; ) {
      int n = from.readNBytes(buffer, 0, (int) Math.min(buffer.length, left));
      if (n == 0) {
        throw new IOException("a stream is shorter than its triples");
      }
      zip.write(buffer, 0, n);
      left -= n;
    }
    zip.finish();
  }
}
