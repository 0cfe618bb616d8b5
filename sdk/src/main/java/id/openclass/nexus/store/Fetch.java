package id.openclass.nexus.store;

import id.openclass.nexus.core.ByteRange;
import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.OutputFile;
import id.openclass.nexus.core.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Brings one object to disk, over lines that break and through kills: what came stays, and the
/// same call goes on. A package is checked chunk by chunk as it comes. `docs/stores.md` section 7.
///
/// ```java
/// Fetch.of(HttpStore.object("https://models.example.org/tiny-1.0.0.tar.gz").orElseThrow())
///     .into(Path.of("packages/tiny-1.0.0.tar.gz"));
/// ```
///
/// It does not tell who published the object.
public final class Fetch {
  private final ObjectSource object;
  private final @Nullable Digest expected;
  private final boolean overwrite;
  private final Progress progress;

  private Fetch(
      ObjectSource object, @Nullable Digest expected, boolean overwrite, Progress progress) {
    this.object = object;
    this.expected = expected;
    this.overwrite = overwrite;
    this.progress = progress;
  }

  /// Of an object.
  ///
  /// @param object from any store; put a [RetryingStore] around it where the line may break
  /// @return what fetches it
  public static Fetch of(ObjectSource object) {
    return new Fetch(object, null, false, Progress.NONE);
  }

  /// With the SHA-256 that the file should have, as it is stored.
  ///
  /// @param digest from somebody who is trusted
  /// @return a copy
  public Fetch expecting(Digest digest) {
    return new Fetch(object, digest, overwrite, progress);
  }

  /// Whether a file with other content may be replaced.
  ///
  /// @param allowed false if nothing is said
  /// @return a copy
  public Fetch withOverwrite(boolean allowed) {
    return new Fetch(object, expected, allowed, progress);
  }

  /// With a listener.
  ///
  /// @param listener hears of the bytes that are there, those of runs before at once
  /// @return a copy
  public Fetch withProgress(Progress listener) {
    return new Fetch(object, expected, overwrite, listener);
  }

  /// Fetches.
  ///
  /// @param file the name that it gets when it is whole and right
  /// @return what came of it
  /// @throws NexusException.DigestMismatch when it is not what is expected; it is dropped then
  /// @throws NexusException.Transfer when the line broke; what came is kept
  /// @throws NexusException.Refused when a file with other content has that name
  public Fetched into(Path file) {
    Fetched there = Files.exists(file) && !overwrite ? alreadyThere(file) : null;
    return there != null ? there : fetch(file);
  }

  /// A file of this name that is as it should be, without asking for a byte of the object.
  ///
  /// @return null when only a comparison with the object can tell
  private @Nullable Fetched alreadyThere(Path file) {
    try (ByteSource old = ByteSource.of(file)) {
      Digest should = expected != null ? expected : object.info().sha256();
      boolean sameSize = old.length() == object.length();
      Digest is = should != null && sameSize ? Digest.of(old) : null;
      if (is == null && sameSize) {
        return null;
      }
      if (is == null || !is.equals(should)) {
        throw NexusException.refused(
            "a file with other content has this name",
            Display.escape(file.toString()),
            "to replace it, add --force; or name another file with -o");
      }
      Fetched.Checked checked =
          expected != null ? Fetched.Checked.EXPECTED : Fetched.Checked.RECORDED;
      return new Fetched(
          file, OutputFile.Outcome.ALREADY_THERE, old.length(), is, checked, old.length(), 0);
    }
  }

  private Fetched fetch(Path file) {
    ChunkGate gate = ChunkGate.of(object);
    try (FetchedPart part = FetchedPart.open(file, object);
        var task = progress.begin("fetching " + Display.escape(name(file), 60), object.length())) {
      requireSpace(file, object.length() - part.done());
      long resumedAt = part.done();
      task.advance(resumedAt);
      gate.start(resumedAt);
      long received = receive(part, gate, task);
      Digest is = part.digest();
      Fetched.Checked checked = check(is, gate, part);
      OutputFile.Outcome outcome = part.commit(overwrite);
      return new Fetched(file, outcome, object.length(), is, checked, resumedAt, received);
    }
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  /// What is missing comes in one stream; a damaged chunk begins another.
  private long receive(FetchedPart part, ChunkGate gate, Progress.Task task) {
    long[] received = {0};
    while (part.done() < object.length()) {
      part.rewind(part.done());
      try {
        object.transfer(
            new ByteRange(part.done(), object.length() - part.done()),
            bytes -> {
              int length = bytes.remaining();
              received[0] += length;
              part.append(bytes);
              part.done(gate.check(part, part.length()));
              task.advance(length);
            });
      } catch (NexusException.DigestMismatch e) {
        part.rewind(gate.rewind(e));
      }
    }
    return received[0];
  }

  private Fetched.Checked check(Digest is, ChunkGate gate, FetchedPart part) {
    Digest recorded = object.info().sha256();
    Digest should = expected != null ? expected : recorded;
    if (should != null && !is.equals(should)) {
      part.discard();
      throw NexusException.digestMismatch(
          "this has SHA-256 " + is + ", not " + should,
          object.name(),
          expected != null
              ? "it is not what you expect: look at the digest, or ask who gave it to you"
              : "what is stored there is damaged; tell who publishes it");
    }
    if (expected != null) {
      return Fetched.Checked.EXPECTED;
    }
    if (gate.isPackage()) {
      return Fetched.Checked.CHUNKS;
    }
    return recorded != null ? Fetched.Checked.RECORDED : Fetched.Checked.LENGTH;
  }

  private static void requireSpace(Path file, long bytes) {
    Path folder = file.toAbsolutePath().getParent();
    try {
      long free = folder == null ? bytes : Files.getFileStore(folder).getUsableSpace();
      if (free < bytes) {
        throw NexusException.storage(
            "needs " + Display.grouped(bytes) + " bytes, there are " + Display.grouped(free),
            Display.escape(file.toString()),
            "free some space there, or name another file with -o",
            null);
      }
    } catch (IOException e) {
      throw NexusException.io("write", file, e);
    }
  }
}
