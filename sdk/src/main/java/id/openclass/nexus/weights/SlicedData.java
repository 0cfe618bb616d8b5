package id.openclass.nexus.weights;

import id.openclass.nexus.model.TensorData;
import id.openclass.nexus.quant.Quantizer;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.ForkJoinTask;
import java.util.stream.IntStream;

/// Tensor data that is made while it is written: slices of [#SLICE_BYTES], a batch of them at a
/// time on all threads of the common pool (of the caller's pool, when called from one), the next
/// batch while one is written. Written in order, so threads leave no trace. Holds two batches, 16
/// MiB.
///
/// @param type of the tensor
/// @param bytes of the tensor
/// @param content makes them
record SlicedData(Quantizer type, long bytes, Content content) implements TensorData {
  private static final int SLICE_BYTES = 1 << 19;
  private static final int BATCH_SLICES = 16;

  /// The bytes of a tensor, asked for by any number of threads at once.
  interface Content {
    /// Writes the weights from `element` on, as many as fill `out`.
    void fill(long element, MemorySegment out);
  }

  @Override
  public void writeTo(WritableByteChannel out) throws IOException {
    long batchBytes = (long) sliceBytes() * BATCH_SLICES;
    byte[] ready = made(0, batchBytes);
    for (long at = 0; at < bytes; at += batchBytes) {
      long next = at + batchBytes;
      ForkJoinTask<byte[]> making = ForkJoinTask.adapt(() -> made(next, batchBytes)).fork();
      ByteBuffer buffer = ByteBuffer.wrap(ready);
      while (buffer.hasRemaining()) {
        out.write(buffer);
      }
      ready = making.join();
    }
  }

  /// Whole blocks, as many as fit.
  private int sliceBytes() {
    return SLICE_BYTES - SLICE_BYTES % type.blockBytes();
  }

  private byte[] made(long from, long batchBytes) {
    int length = (int) Math.clamp(bytes - from, 0, batchBytes);
    byte[] batch = new byte[length];
    MemorySegment segment = MemorySegment.ofArray(batch);
    int slice = sliceBytes();
    IntStream.range(0, Math.ceilDiv(length, slice))
        .parallel()
        .forEach(i -> {
          long at = (long) i * slice;
          long element = (from + at) / type.blockBytes() * type.blockElements();
          content.fill(element, segment.asSlice(at, Math.min(slice, length - at)));
        });
    return batch;
  }
}
