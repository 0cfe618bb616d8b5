package id.openclass.nexus.archive;

import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.Progress;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.zip.CRC32;

/// One pass over a model file: reads each chunk once and, from those same bytes, takes SHA-256, MD5
/// and CRC-32 of the whole, the chunk's digest and its coding, and writes it.
///
/// Chunks are coded by all threads at once; the digests of the whole are three chains that go
/// through the chunks in order, each on whatever thread is free; writing is a fourth. A chunk's
/// buffers are used again when all four have passed it, so memory does not grow with the model.
final class ChunkPacker {
  private final ByteSource model;
  private final ArchiveWriter writer;
  private final Executor workers;
  private final Executor disk;
  private final ChunkBuffers buffers;
  private final CoderPool coders;
  private final Progress.Task progress;

  private final MessageDigest sha256;
  private final MessageDigest md5 = Digest.md5();
  private final CRC32 crc = new CRC32();
  private final ChunkTable.Builder table;

  ChunkPacker(
      ByteSource model,
      ArchiveWriter writer,
      Executor workers,
      Executor disk,
      ChunkBuffers buffers,
      CoderPool coders,
      Progress.Task progress) {
    this.model = model;
    this.sha256 = Digest.sha256(model.length());
    this.writer = writer;
    this.workers = workers;
    this.disk = disk;
    this.buffers = buffers;
    this.coders = coders;
    this.progress = progress;
    this.table = new ChunkTable.Builder(model.length());
  }

  /// Runs the pass.
  ModelDigests run() {
    CompletableFuture<Void> sha = CompletableFuture.completedFuture(null);
    CompletableFuture<Void> md = sha;
    CompletableFuture<Void> written = sha;
    int count = ChunkTable.countFor(model.length());
    for (int i = 0; i < count && !buffers.hasFailed(); i++) {
      ChunkBuffers.Slot slot = buffers.take();
      read(slot, i);
      CompletableFuture<Void> coded = CompletableFuture.runAsync(() -> code(slot), workers);
      sha = sha.thenRunAsync(() -> digestWhole(slot), workers);
      md = md.thenRunAsync(() -> Digest.feed(md5, slot.content, slot.length), workers);
      written = written.thenCombineAsync(coded, (before, now) -> write(slot), disk);
      buffers.giveBackAfter(slot, CompletableFuture.allOf(sha, md, written));
    }
    buffers.awaitAll();
    writer.endModel(crc.getValue());
    return new ModelDigests(
        model.length(),
        Digest.finish(sha256),
        HexFormat.of().formatHex(md5.digest()),
        table.build());
  }

  private void read(ChunkBuffers.Slot slot, int chunk) {
    long offset = (long) chunk * ChunkTable.CHUNK_BYTES;
    slot.length = (int) Math.min(ChunkTable.CHUNK_BYTES, model.length() - offset);
    model.read(offset, ByteBuffer.wrap(slot.content, 0, slot.length));
  }

  private void code(ChunkBuffers.Slot slot) {
    MessageDigest digest = Digest.sha256(model.length());
    Digest.feed(digest, slot.content, slot.length);
    slot.digest = digest.digest();
    CRC32 chunkCrc = new CRC32();
    chunkCrc.update(slot.content, 0, slot.length);
    int coded = coders.encode(slot, writer.codedOffset(), writer.ending());
    slot.codedLength = writer.frame(slot.coded, coded, (int) chunkCrc.getValue(), slot.length);
  }

  private void digestWhole(ChunkBuffers.Slot slot) {
    Digest.feed(sha256, slot.content, slot.length);
    crc.update(slot.content, 0, slot.length);
  }

  private Void write(ChunkBuffers.Slot slot) {
    table.add(slot.digest, writer.append(slot.coded, slot.codedLength));
    progress.advance(slot.length);
    return null;
  }
}
