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
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// Makes a delta that turns one model file into another. The same files give the same bytes,
/// whatever the number of threads; memory does not grow with them.
public final class Differ {
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
    String label = "comparing " + name(next);
    try (ByteSource from = ByteSource.of(base.path());
        ByteSource to = ByteSource.of(next.path());
        AdapterFile adapter = adapter(options);
        OutputFile output = OutputFile.create(target);
        Progress.Task task = options.progress().begin(label, from.length() + 2 * to.length())) {
      requireSame(base, from.length(), baseTime);
      requireSame(next, to.length(), nextTime);
      Located files = new Located(from, to, adapter);
      DiffReport report = write(files, new RecordWriter(output), options, task);
      requireSame(base, from.length(), baseTime);
      requireSame(next, to.length(), nextTime);
      output.commit(options.overwrite());
      return report;
    }
  }

  /// The files, open.
  ///
  /// @param from the base
  /// @param to the new file
  /// @param adapter what was merged into it, null when that is not known
  private record Located(ByteSource from, ByteSource to, @Nullable AdapterFile adapter) {}

  private DiffReport write(
      Located files, RecordWriter out, DiffOptions options, Progress.Task task) {
    ByteSource from = files.from();
    ByteSource to = files.to();
    LongConsumer step = new Steps(task);
    CompletableFuture<Scan> baseScan =
        CompletableFuture.supplyAsync(
            () -> Scan.of(from, base.tensors(), step), Thread::startVirtualThread);
    Scan nextScan = Scan.of(to, next.tensors(), step);
    Scan scan = join(baseScan);
    Matching matching = new Matching(base, scan.marks(), next, nextScan.marks());
    List<Span> spans = spans(matching, files);
    Coding coding =
        new Coding(spans, new SliceCoder(from, to, isModel(), options.verify()), out, task);
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

  private @Nullable AdapterFile adapter(DiffOptions options) {
    Path path = options.adapter();
    if (path == null) {
      return null;
    }
    AdapterFile adapter = AdapterFile.open(path);
    try {
      adapter.requireFor(next);
      return adapter;
    } catch (RuntimeException e) {
      adapter.close();
      throw e;
    }
  }

  private List<Span> spans(Matching matching, Located files) {
    List<Span> spans = new Spans(base, files.from(), next, files.to()).of(matching);
    AdapterFile adapter = files.adapter();
    return adapter == null ? spans : spans.stream().map(span -> hinted(span, adapter)).toList();
  }

  private static Span hinted(Span span, AdapterFile adapter) {
    return span instanceof Span.Rows rows
        ? new Span.Rows(
            rows.result(), rows.pair().with(new RowPair.Hint(adapter, rows.owner())), rows.owner())
        : span;
  }

  /// Tells about how large the delta would be, from a sample: a few slices of some of the tensors.
  ///
  /// @return an estimate, usually within a few percent
  /// @throws NexusException.Storage when the disk fails
  public DiffEstimate estimate() {
    return estimate(DiffOptions.defaults());
  }

  /// Tells about how large the delta would be with these options.
  ///
  /// @param options the adapter, and who hears of the bytes that are read
  /// @return an estimate, usually within a few percent
  /// @throws NexusException.Storage when the disk fails
  public DiffEstimate estimate(DiffOptions options) {
    try (Progress.Task task = options.progress().begin("estimating " + name(next), -1);
        ByteSource from = ByteSource.of(base.path());
        ByteSource to = new HeardSource(ByteSource.of(next.path()), new Steps(task));
        AdapterFile adapter = adapter(options)) {
      Matching matching =
          new Matching(
              base, Scan.sampled(from, base.tensors()), next, Scan.sampled(to, next.tensors()));
      List<Span> spans = spans(matching, new Located(from, to, adapter));
      return new Sampling(spans, new SliceCoder(from, to, isModel(), false)).estimate(to.length());
    }
  }

  private boolean isModel() {
    return !next.tensors().isEmpty();
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
  private record Steps(Progress.Task task) implements LongConsumer {
    @Override
    public synchronized void accept(long bytes) {
      task.advance(bytes);
    }
  }

  private static String name(ModelFile file) {
    return Display.escape(String.valueOf(file.path().getFileName()), 40);
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
    return "Differ[" + name(base) + " to " + name(next) + "]";
  }
}
