package id.openclass.nexus.patch;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.OutputFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The result while it is being written, with what a run before left of it. Slices that stand there
/// with the right checksum are not made again.
final class PartFile implements SliceRun.Work, AutoCloseable {
  /// So much is written before the disk is told to keep it: else the force at the end would take as
  /// long as writing all of it.
  private static final long FORCE_BYTES = 64L << 20;

  private final OutputFile output;
  private final SliceDecoder decoder;
  private final SliceSink sink;
  private final long old;
  private final AtomicLong written = new AtomicLong();
  private final AtomicReference<@Nullable Thread> forcing = new AtomicReference<>();

  /// Takes what is written; tests let it fail.
  @FunctionalInterface
  interface SliceSink {
    void write(FileChannel channel, ByteBuffer content, long offset) throws IOException;
  }

  /// Writes to the channel.
  static void toChannel(FileChannel channel, ByteBuffer content, long offset) throws IOException {
    long at = offset;
    while (content.hasRemaining()) {
      at += channel.write(content, at);
    }
  }

  PartFile(OutputFile output, SliceDecoder decoder, SliceSink sink, long size) {
    this.output = output;
    this.decoder = decoder;
    this.sink = sink;
    try {
      old = output.channel().size();
      if (old > size) {
        output.channel().truncate(size);
      }
    } catch (IOException e) {
      throw NexusException.io("read", output.target(), e);
    }
  }

  /// Whether a run before left something.
  boolean resumes() {
    return old > 0;
  }

  /// Refuses to start what the disk has no room for.
  void requireSpace(long size) {
    Path folder = output.target().toAbsolutePath().getParent();
    if (folder == null) {
      return;
    }
    try {
      long free = Files.getFileStore(folder).getUsableSpace();
      if (free < size - old) {
        throw NexusException.storage(
            "no space for the result: it needs "
                + Display.grouped(size - old)
                + " bytes, "
                + Display.grouped(free)
                + " are free",
            Display.escape(folder.toString()),
            "free some space there, or name another folder with --out",
            null);
      }
    } catch (IOException e) {
      throw NexusException.io("write", folder, e);
    }
  }

  @Override
  public void make(Slice slice, byte[] content, SliceDecoder.Buffers buffers) {
    if (slice.result().end() <= old && stands(slice, content)) {
      return;
    }
    decoder.decode(slice, content, buffers);
    int length = (int) slice.result().length();
    try {
      sink.write(output.channel(), ByteBuffer.wrap(content, 0, length), slice.result().offset());
    } catch (IOException e) {
      throw NexusException.io("write", output.target(), e);
    }
    long before = written.getAndAdd(length);
    if (before / FORCE_BYTES != (before + length) / FORCE_BYTES) {
      force();
    }
  }

  private boolean stands(Slice slice, byte[] content) {
    ByteBuffer into = ByteBuffer.wrap(content, 0, (int) slice.result().length());
    try {
      while (into.hasRemaining()) {
        long at = slice.result().offset() + into.position();
        if (output.channel().read(into, at) < 0) {
          return false;
        }
      }
    } catch (IOException e) {
      throw NexusException.io("read", output.target(), e);
    }
    return decoder.isRight(slice, content);
  }

  /// Lets the disk write in the background, one force at a time.
  private void force() {
    Thread running = forcing.get();
    if (running != null && running.isAlive()) {
      return;
    }
    Thread next =
        Thread.ofPlatform()
            .name("force")
            .daemon()
            .unstarted(() -> {
              try {
                output.channel().force(false);
              } catch (IOException e) {
                // The force at the end says it.
              }
            });
    if (forcing.compareAndSet(running, next)) {
      next.start();
    }
  }

  /// Keeps the part file for the next run, unless the output was committed or dropped.
  @Override
  public void close() {
    output.close();
  }
}
