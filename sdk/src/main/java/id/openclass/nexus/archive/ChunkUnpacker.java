package id.openclass.nexus.archive;

import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.Progress;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/// Reads all chunks of an archive, decoded and checked by all threads at once; the digests of the
/// whole are chains through the chunks in order, as in [ChunkPacker].
final class ChunkUnpacker {
  private final SeekableArchive archive;
  private final UnpackOptions options;
  private final ModelSink sink;
  private final Progress.Task progress;
  private final ConcurrentSkipListMap<Integer, Unpacked.Damage> damaged =
      new ConcurrentSkipListMap<>();
  private final MessageDigest sha256;
  private final MessageDigest md5 = Digest.md5();
  private final CRC32 crc = new CRC32();

  ChunkUnpacker(
      SeekableArchive archive, UnpackOptions options, ModelSink sink, Progress.Task progress) {
    this.archive = archive;
    this.sha256 = Digest.sha256(archive.table().modelBytes());
    this.options = options;
    this.sink = sink;
    this.progress = progress;
  }

  Unpacked run() {
    ChunkBuffers buffers = new ChunkBuffers(options.threads());
    try (ExecutorService workers = Executors.newFixedThreadPool(options.threads())) {
      CompletableFuture<Void> digested = CompletableFuture.completedFuture(null);
      CompletableFuture<Void> md5Done = digested;
      for (int i = 0; i < archive.table().count() && !buffers.hasFailed(); i++) {
        int chunk = i;
        ChunkBuffers.Slot slot = buffers.take();
        CompletableFuture<Void> decoded =
            CompletableFuture.runAsync(() -> decode(slot, chunk), workers);
        digested = digested.thenCombineAsync(decoded, (a, b) -> digestWhole(slot), workers);
        if (options.md5()) {
          md5Done = md5Done.thenCombineAsync(decoded, (a, b) -> digestMd5(slot), workers);
        }
        buffers.giveBackAfter(slot, CompletableFuture.allOf(digested, md5Done));
      }
      buffers.awaitAll();
    }
    boolean whole = damaged.isEmpty();
    if (whole) {
      archive.checkCrc(crc.getValue());
    }
    return new Unpacked(
        archive.table().modelBytes(),
        whole ? Digest.finish(sha256) : null,
        whole && options.md5() ? HexFormat.of().formatHex(md5.digest()) : null,
        List.copyOf(damaged.values()));
  }

  private void decode(ChunkBuffers.Slot slot, int chunk) {
    ChunkTable table = archive.table();
    slot.length = (int) table.content(chunk).length();
    String fault = fault(slot, chunk);
    if (fault != null) {
      Unpacked.Damage damage =
          new Unpacked.Damage(chunk, table.content(chunk), table.range(chunk), fault);
      if (!options.everyDamage()) {
        throw damage.toException(archive.name());
      }
      damaged.put(chunk, damage);
      return;
    }
    sink.write(table.content(chunk).offset(), ByteBuffer.wrap(slot.content, 0, slot.length));
  }

  private @Nullable String fault(ChunkBuffers.Slot slot, int chunk) {
    String fault = archive.decode(chunk, slot.coded, slot.content);
    if (fault != null) {
      return fault;
    }
    MessageDigest digest = Digest.sha256(archive.table().modelBytes());
    Digest.feed(digest, slot.content, slot.length);
    boolean right = Arrays.equals(digest.digest(), archive.table().digest(chunk).toBytes());
    return right ? null : "its digest is wrong";
  }

  private @Nullable Void digestWhole(ChunkBuffers.Slot slot) {
    Digest.feed(sha256, slot.content, slot.length);
    crc.update(slot.content, 0, slot.length);
    progress.advance(slot.length);
    return null;
  }

  private @Nullable Void digestMd5(ChunkBuffers.Slot slot) {
    Digest.feed(md5, slot.content, slot.length);
    return null;
  }
}
