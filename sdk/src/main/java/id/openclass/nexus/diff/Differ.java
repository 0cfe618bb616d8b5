package id.openclass.nexus.diff;

import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.OutputFile;
import id.openclass.nexus.core.Progress;
import id.openclass.nexus.model.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// Makes a delta that turns one model file into another. The same files give the same bytes,
/// whatever the number of threads; memory does not grow with them.
public final class Differ {
  private static final int STEP_BYTES = 1 << 20;

  private final ModelFile base;
  private final ModelFile next;

  private Differ(ModelFile base, ModelFile next) {
    this.base = base;
    this.next = next;
  }

  /// Of two files, which stay the caller's to close.
  ///
  /// @param base what sites have
  /// @param next what they shall have
  /// @return the differ
  public static Differ between(ModelFile base, ModelFile next) {
    return new Differ(base, next);
  }

  /// Writes the delta.
  ///
  /// @param target where to
  /// @param options how
  /// @return what it cost
  /// @throws NexusException.Malformed when a file changed while it was read
  /// @throws NexusException.Refused when another file is there and may not be replaced
  /// @throws NexusException.Storage when the disk fails
  public DiffReport writeTo(Path target, DiffOptions options) {
    FileTime baseTime = time(base.path());
    FileTime nextTime = time(next.path());
    String label = "comparing " + Display.escape(String.valueOf(next.path().getFileName()), 40);
    try (ByteSource from = ByteSource.of(base.path());
        ByteSource to = ByteSource.of(next.path());
        OutputFile output = OutputFile.create(target);
        Progress.Task task = options.progress().begin(label, from.length() + 2 * to.length())) {
      requireSame(base, from.length(), baseTime);
      requireSame(next, to.length(), nextTime);
      DiffReport report = write(from, to, new RecordWriter(output), options, task);
      requireSame(base, from.length(), baseTime);
      requireSame(next, to.length(), nextTime);
      output.commit(options.overwrite());
      return report;
    }
  }

  private DiffReport write(
      ByteSource from, ByteSource to, RecordWriter out, DiffOptions options, Progress.Task task) {
    Runnable step = new Steps(task);
    CompletableFuture<Scan> baseScan =
        CompletableFuture.supplyAsync(
            () -> Scan.of(from, base.tensors(), step), Thread::startVirtualThread);
    Scan nextScan = Scan.of(to, next.tensors(), step);
    Scan scan = join(baseScan);
    Matching matching = new Matching(base, scan, next, nextScan);
    List<Span> spans = new Spans(base, from, next, to).of(matching);
    Coding coding = new Coding(spans, new SliceCoder(from, to, options.verify()), out, task);
    coding.run(options.threads());
    out.finish(
        from.length(),
        scan.digest(),
        to.length(),
        nextScan.digest(),
        coding.pieces(),
        coding.checksums());
    return new DiffReport(
        out.length(),
        from.length(),
        scan.digest(),
        to.length(),
        nextScan.digest(),
        coding.costs(next));
  }

  private static <T> T join(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  /// Tells progress from two threads, one at a time.
  private record Steps(Progress.Task task) implements Runnable {
    @Override
    public synchronized void run() {
      task.advance(STEP_BYTES);
    }
  }

  private static FileTime time(Path path) {
    try {
      return Files.getLastModifiedTime(path);
    } catch (IOException e) {
      throw NexusException.io("read", path, e);
    }
  }

  private static void requireSame(ModelFile file, long size, FileTime time) {
    if (file.sizeBytes() != size || !time(file.path()).equals(time)) {
      throw NexusException.malformed(
          "the file changed while it was read", file.path().toString(), -1, "run this again");
    }
  }

  /// As `Differ[base.gguf to next.gguf]`.
  @Override
  public String toString() {
    return "Differ["
        + Display.escape(String.valueOf(base.path().getFileName()), 40)
        + " to "
        + Display.escape(String.valueOf(next.path().getFileName()), 40)
        + "]";
  }
}
