package id.openclass.nexus.delta;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import id.openclass.nexus.core.ByteRange;
import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.OutputFile.Outcome;
import id.openclass.nexus.core.Progress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// BSDIFF40, made by jbsdiff: all in memory. Applied by [BsdiffPatch] in little.
final class BsdiffEngine implements Engine {
  /// What jbsdiff's arrays can index.
  private static final long MOST_FILE_BYTES = Integer.MAX_VALUE - 64L;

  /// Measured: the base, two int arrays of its length; the result, two byte arrays of its length
  /// and what they compress to.
  private static final int PER_BASE_BYTE = 10;

  private static final int PER_RESULT_BYTE = 5;
  private static final long FIXED = 16L << 20;

  private final long heapBytes;

  /// Takes what this machine's memory allows.
  BsdiffEngine() {
    this(Runtime.getRuntime().maxMemory());
  }

  /// Takes what the caller says may be used.
  ///
  /// @param heapBytes the most that the heap may grow to
  BsdiffEngine(long heapBytes) {
    this.heapBytes = heapBytes;
  }

  @Override
  public DeltaType type() {
    return DeltaType.BINARY;
  }

  @Override
  public Optional<String> obstacle(long baseBytes, long resultBytes) {
    long largest = Math.max(baseBytes, resultBytes);
    if (largest > MOST_FILE_BYTES) {
      return Optional.of(
          "bsdiff takes files of up to "
              + Display.grouped(MOST_FILE_BYTES)
              + " bytes, this one has "
              + Display.grouped(largest));
    }
    long need = PER_BASE_BYTE * baseBytes + PER_RESULT_BYTE * resultBytes + FIXED;
    return need <= heapBytes
        ? Optional.empty()
        : Optional.of(
            "bsdiff needs "
                + Display.bytes(need)
                + " of memory for these files, Java may use "
                + Display.bytes(heapBytes));
  }

  @Override
  public Made make(Path base, Path result, Path into, DeltaOptions options) {
    byte[] old = read(base);
    byte[] fresh = read(result);
    try (var task = options.progress().begin("making a bsdiff patch", fresh.length)) {
      byte[] patch = BsdiffMaker.patch(old, fresh);
      write(into, patch);
      task.advance(fresh.length);
      return new Made(
          Digest.of(old), Digest.of(fresh), fresh.length, Digest.of(patch), patch.length);
    }
  }

  private static byte[] read(Path file) {
    try (ByteSource source = ByteSource.of(file)) {
      return source.read(new ByteRange(0, source.length()));
    }
  }

  private static void write(Path into, byte[] patch) {
    try (FileChannel channel = FileChannel.open(into, CREATE, TRUNCATE_EXISTING, WRITE)) {
      FileBytes.write(into, channel, ByteBuffer.wrap(patch));
      channel.force(true);
    } catch (IOException e) {
      throw NexusException.io("write", into, e);
    }
  }

  @Override
  public Outcome apply(
      Path base, ByteSource delta, DeltaMetadata metadata, Path into, ApplyOptions options) {
    BsdiffPatch patch = BsdiffPatch.open(delta, metadata.resultBytes());
    try (ByteSource source = ByteSource.of(base)) {
      return InOrderOutput.write(
          metadata,
          into,
          options,
          (channel, task) ->
              patch.apply(source, bytes -> FileBytes.write(into, channel, bytes), task));
    }
  }

  @Override
  public List<String> faults(
      Path base, ByteSource delta, DeltaMetadata metadata, Progress progress) {
    BsdiffPatch patch = BsdiffPatch.open(delta, metadata.resultBytes());
    try (ByteSource source = ByteSource.of(base);
        var task = progress.begin("verifying " + metadata.label(), metadata.resultBytes())) {
      Digest made = patch.apply(source, bytes -> {}, task);
      return made.equals(metadata.to())
          ? List.of()
          : List.of("the result's SHA-256 is " + made + ", should be " + metadata.to());
    }
  }

  @Override
  public void check(ByteSource delta, DeltaMetadata metadata) {
    BsdiffPatch.open(delta, metadata.resultBytes());
  }
}
