package id.openclass.nexus.archive;

import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.core.OutputFile;
import id.openclass.nexus.core.Progress;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Writes a package's archive in two steps: the model in one pass ([#writeModel]), which tells its
/// digests, then the small files that name them ([#finish]). One thread; committing the file is the
/// caller's.
public final class ArchiveOutput implements AutoCloseable {
  private static final int COPY_BUFFER = 1 << 20;

  private final ExecutorService disk = Executors.newSingleThreadExecutor();
  private final ExecutorService flusher = Executors.newSingleThreadExecutor();
  private final Appender out;
  private final ArchiveWriter writer;

  /// Starts an archive.
  ///
  /// @param file where it goes
  /// @param format tar.gz or zip
  /// @param folder the folder inside, `NAME-VERSION`
  /// @param time of every entry
  public ArchiveOutput(OutputFile file, ArchiveFormat format, String folder, Instant time) {
    this.out = new Appender(file.target(), file.channel(), flusher);
    this.writer = ArchiveWriter.of(format, out, folder, time);
  }

  private ArchiveOutput(OutputFile file, SeekableArchive from) {
    this.out = new Appender(file.target(), file.channel(), flusher);
    this.writer = from.writerAfterModel(out);
  }

  /// Starts an archive with the model of another one: its coded bytes are copied as they are, so
  /// its chunk table holds for both.
  ///
  /// @param from the other archive
  /// @param file where the new one goes
  /// @param progress hears of the bytes that are copied
  /// @return an archive that lacks only what [#finish] writes
  public static ArchiveOutput withModelOf(
      SeekableArchive from, OutputFile file, Progress.Task progress) {
    ArchiveOutput output = new ArchiveOutput(file, from);
    try {
      output.copy(from, progress);
      return output;
    } catch (RuntimeException e) {
      output.close();
      throw e;
    }
  }

  private void copy(SeekableArchive from, Progress.Task progress) {
    long end = from.modelEnd();
    byte[] buffer = new byte[(int) Math.min(COPY_BUFFER, end)];
    for (long at = 0; at < end; at += buffer.length) {
      int length = (int) Math.min(buffer.length, end - at);
      from.source.read(at, ByteBuffer.wrap(buffer, 0, length));
      out.write(buffer, 0, length);
      progress.advance(length);
    }
  }

  /// Writes the model.
  ///
  /// @param model its bytes, read once from front to end
  /// @param name its file name in the package
  /// @param threads how many chunks are coded at once, 1 or more
  /// @param store whether to store every chunk instead of coding it
  /// @param progress hears of the model's bytes
  /// @return its digests and its chunk table
  public ModelDigests writeModel(
      ByteSource model, String name, int threads, boolean store, Progress.Task progress) {
    writer.beginModel(name, model.length());
    try (CoderPool coders = new CoderPool(store);
        ExecutorService workers = Executors.newFixedThreadPool(threads)) {
      ChunkBuffers buffers = new ChunkBuffers(threads);
      return new ChunkPacker(model, writer, workers, disk, buffers, coders, progress).run();
    }
  }

  /// Writes the small files and the table, and ends the archive.
  ///
  /// @param files in the order of `docs/package-format.md` section 2, the table left out
  /// @param chunks the table that [#writeModel] made
  public void finish(List<SmallFile> files, ChunkTable chunks) {
    writer.finish(files, chunks);
    out.settle();
  }

  /// Waits for what is being written.
  @Override
  public void close() {
    disk.close();
    flusher.close();
  }
}
