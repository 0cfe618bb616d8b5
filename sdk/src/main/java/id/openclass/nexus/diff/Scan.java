package id.openclass.nexus.diff;

import id.openclass.nexus.core.ByteRange;
import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.core.Digest;
import id.openclass.nexus.model.Tensor;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/// One pass over a file: its digest, and a mark of the content of each tensor.
///
/// @param digest SHA-256 of the file
/// @param marks for each tensor, by its range: CRC32C and CRC-32, which tells equal content apart
///   from other content well enough, since the digest of the result is checked in the end
record Scan(Digest digest, Map<ByteRange, Long> marks) {
  private static final int PIECE_BYTES = 1 << 20;
  private static final int SAMPLES = 8;
  private static final int SAMPLE_BYTES = 1 << 14;

  static Scan of(ByteSource file, List<Tensor> tensors, LongConsumer step) {
    List<ByteRange> ranges =
        tensors.stream()
            .map(Tensor::range)
            .filter(range -> range.length() > 0)
            .sorted(Comparator.comparingLong(ByteRange::offset))
            .toList();
    Pass pass = new Pass(file, step);
    Map<ByteRange, Long> marks = new HashMap<>();
    for (ByteRange range : ranges) {
      if (range.offset() >= pass.at) {
        pass.readTo(range.offset());
        marks.put(range, pass.mark(range.end()));
      }
    }
    pass.readTo(file.length());
    return new Scan(Digest.finish(pass.sha256), marks);
  }

  /// Marks from a few places of each tensor only: tensors that differ in few places may have equal
  /// marks.
  static Map<ByteRange, Long> sampled(ByteSource file, List<Tensor> tensors) {
    Map<ByteRange, Long> marks = new HashMap<>();
    for (Tensor tensor : tensors) {
      ByteRange range = tensor.range();
      CRC32C crc32c = new CRC32C();
      int count = (int) Math.min(SAMPLE_BYTES, range.length());
      for (int i = 0; i < SAMPLES && count > 0; i++) {
        long skip = (range.length() - count) * i / (SAMPLES - 1);
        crc32c.update(file.read(new ByteRange(range.offset() + skip, count)));
      }
      marks.put(range, crc32c.getValue());
    }
    return marks;
  }

  private static final class Pass {
    private final ByteSource file;
    private final LongConsumer step;
    private final MessageDigest sha256;
    private final byte[] piece = new byte[PIECE_BYTES];
    private final CRC32C crc32c = new CRC32C();
    private final CRC32 crc32 = new CRC32();
    private long at;

    Pass(ByteSource file, LongConsumer step) {
      this.file = file;
      this.sha256 = Digest.sha256(file.length());
      this.step = step;
    }

    void readTo(long end) {
      while (at < end) {
        next(end);
      }
    }

    long mark(long end) {
      crc32c.reset();
      crc32.reset();
      while (at < end) {
        int count = next(end);
        crc32c.update(piece, 0, count);
        crc32.update(piece, 0, count);
      }
      return (crc32c.getValue() << 32) | crc32.getValue();
    }

    private int next(long end) {
      int count = (int) Math.min(piece.length, end - at);
      file.read(at, ByteBuffer.wrap(piece, 0, count));
      Digest.feed(sha256, piece, count);
      at += count;
      step.accept(count);
      return count;
    }
  }
}
