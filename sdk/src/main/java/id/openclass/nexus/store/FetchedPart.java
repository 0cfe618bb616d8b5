package id.openclass.nexus.store;

import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.Journal;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.OutputFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// The bytes of an object that came so far, with a journal of how many of them count.
/// `docs/stores.md` section 6. One thread.
final class FetchedPart implements ByteSource {
  /// Forcing more often would cost more than a kill loses.
  private static final long CHECKPOINT_BYTES = 1 << 20;

  private static final long CHECKPOINT_NANOS = Duration.ofSeconds(2).toNanos();

  /// On a fast line the first of these comes sooner.
  private static final long MOST_BYTES = 16 << 20;

  private final OutputFile file;
  private final Journal journal;
  private long length;
  private long done;
  private long noted;
  private long notedAt = System.nanoTime();

  private FetchedPart(OutputFile file, Journal journal) {
    this.file = file;
    this.journal = journal;
  }

  /// Opens what a run before left, if it is of the same object at the same version.
  static FetchedPart open(Path target, ObjectSource object) {
    OutputFile file = OutputFile.resume(target);
    try {
      Path absolute = target.toAbsolutePath();
      Journal journal =
          Journal.open(absolute.resolveSibling("." + absolute.getFileName() + ".fetch"));
      FetchedPart part = new FetchedPart(file, journal);
      part.resume(object);
      return part;
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private void resume(ObjectSource object) {
    List<String> head =
        List.of(
            "fetch",
            "1",
            String.valueOf(object.length()),
            hash(object.info().version().tag()),
            hash(object.name()));
    List<List<String>> records = journal.records();
    if (!records.isEmpty() && records.getFirst().equals(head)) {
      noted = records.stream().skip(1).mapToLong(FetchedPart::bytes).max().orElse(0);
      done = Math.min(noted, Math.min(size(), object.length()));
    } else {
      journal.clear();
      journal.append(head.toArray(String[]::new));
    }
    rewind(done);
  }

  private static String hash(String text) {
    return Digest.of(text.getBytes(StandardCharsets.UTF_8)).hex();
  }

  private static long bytes(List<String> record) {
    boolean right =
        record.size() == 2 && record.get(0).equals("done") && record.get(1).matches("\\d{1,18}");
    return right ? Long.parseLong(record.get(1)) : 0;
  }

  private long size() {
    try {
      return file.channel().size();
    } catch (IOException e) {
      throw NexusException.io("read", file.target(), e);
    }
  }

  /// How many bytes count.
  long done() {
    return done;
  }

  /// From here on so many bytes count; they are forced to disk now and then.
  void done(long bytes) {
    done = bytes;
    long more = done - noted;
    boolean late = System.nanoTime() - notedAt >= CHECKPOINT_NANOS;
    if (more >= MOST_BYTES || (more >= CHECKPOINT_BYTES && late)) {
      checkpoint();
    }
  }

  private void checkpoint() {
    try {
      file.channel().force(false);
    } catch (IOException e) {
      throw NexusException.io("write", file.target(), e);
    }
    journal.append("done", String.valueOf(done));
    noted = done;
    notedAt = System.nanoTime();
  }

  void append(ByteBuffer bytes) {
    try {
      while (bytes.hasRemaining()) {
        length += file.channel().write(bytes, length);
      }
    } catch (IOException e) {
      throw NexusException.io("write", file.target(), e);
    }
  }

  /// Drops what came after a place.
  void rewind(long bytes) {
    try {
      file.channel().truncate(bytes);
    } catch (IOException e) {
      throw NexusException.io("write", file.target(), e);
    }
    length = bytes;
    done = Math.min(done, bytes);
  }

  Digest digest() {
    return Digest.of(this);
  }

  OutputFile.Outcome commit(boolean overwrite) {
    OutputFile.Outcome outcome = file.commit(overwrite);
    journal.remove();
    return outcome;
  }

  /// What came is wrong.
  void discard() {
    file.discard();
    journal.remove();
  }

  @Override
  public String name() {
    return file.target().toString();
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public void read(long offset, ByteBuffer into) {
    try {
      long at = offset;
      while (into.hasRemaining()) {
        int n = file.channel().read(into, at);
        if (n < 0) {
          throw NexusException.malformed(
              "somebody else cuts this file short", name(), at, "run this again");
        }
        at += n;
      }
    } catch (IOException e) {
      throw NexusException.io("read", file.target(), e);
    }
  }

  /// Keeps what came, for the next run, unless it was committed or discarded.
  @Override
  public void close() {
    if (file.channel().isOpen()) {
      if (done > noted) {
        checkpoint();
      }
      file.close();
    }
    journal.close();
  }

  @Override
  public String toString() {
    return "FetchedPart[" + Display.escape(name(), 60) + ", " + Display.bytes(done) + "]";
  }
}
