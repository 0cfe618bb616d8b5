package id.openclass.nexus.archive;

import id.openclass.nexus.codec.ChunkCoder;
import id.openclass.nexus.codec.Ending;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// As many coders as chunks are being coded at once: each serves one thread at a time.
final class CoderPool implements AutoCloseable {
  private final boolean store;
  private final Queue<ChunkCoder> idle = new ConcurrentLinkedQueue<>();

  CoderPool(boolean store) {
    this.store = store;
  }

  /// Codes a slot's content into its coded bytes.
  ///
  /// @param offset where in them to start
  /// @return how many bytes were written
  int encode(ChunkBuffers.Slot slot, int offset, Ending ending) {
    ChunkCoder coder = take();
    int bytes = coder.encode(slot.content, slot.length, slot.coded, offset, ending).bytes();
    idle.add(coder);
    return bytes;
  }

  private ChunkCoder take() {
    ChunkCoder coder = idle.poll();
    if (coder != null) {
      return coder;
    }
    return store ? ChunkCoder.storing() : ChunkCoder.choosing();
  }

  @Override
  public void close() {
    idle.forEach(ChunkCoder::close);
  }
}
