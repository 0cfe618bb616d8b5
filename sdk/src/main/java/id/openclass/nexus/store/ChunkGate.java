package id.openclass.nexus.store;

import id.openclass.nexus.archive.SeekableArchive;
import id.openclass.nexus.core.ByteRange;
import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Lets bytes of a file count as arrived: of a package each chunk only after its digest was
/// compared, of any other file at once. The bytes arrive in order. One thread.
final class ChunkGate {
  /// How often a chunk may arrive damaged.
  private static final int MOST_FAILURES = 3;

  private final @Nullable SeekableArchive archive;
  private int next;
  private int failures;

  private ChunkGate(@Nullable SeekableArchive archive) {
    this.archive = archive;
  }

  /// Reads the chunk table, where there is one: at most a few MiB.
  static ChunkGate of(ObjectSource object) {
    Optional<SeekableArchive> ours = SeekableArchive.recognise(new ReadAheadSource(object));
    ours.ifPresent(SeekableArchive::checkChunksTouch);
    return new ChunkGate(ours.orElse(null));
  }

  boolean isPackage() {
    return archive != null;
  }

  int chunks() {
    return archive == null ? 0 : archive.table().count();
  }

  /// Says which bytes arrived before.
  void start(long bytes) {
    next = 0;
    while (archive != null && next < chunks() && range(archive).end() <= bytes) {
      next++;
    }
  }

  private ByteRange range(SeekableArchive ours) {
    return ours.table().range(next);
  }

  /// Compares the chunks that are whole by now.
  ///
  /// @param part what arrived
  /// @param bytes how many of its bytes arrived
  /// @return how many of them count
  /// @throws NexusException.DigestMismatch when a chunk is damaged: [#rewind] says what to do
  long check(ByteSource part, long bytes) {
    if (archive == null) {
      return bytes;
    }
    while (next < chunks() && range(archive).end() <= bytes) {
      if (!archive.holds(next, part.read(range(archive)))) {
        throw damaged(archive);
      }
      next++;
      failures = 0;
    }
    return next < chunks() ? Math.min(bytes, range(archive).offset()) : bytes;
  }

  private NexusException damaged(SeekableArchive ours) {
    return NexusException.digestMismatch(
        "chunk " + next + " arrived damaged " + (failures + 1) + " times",
        Display.escape(ours.name()) + ", " + range(ours),
        "what is stored there is damaged, or something on the way changes it; tell who publishes it");
  }

  /// After a damaged chunk: where to go on.
  ///
  /// @param failure what [#check] threw; thrown again when the chunk came damaged too often
  /// @return the first byte of the chunk
  long rewind(NexusException.DigestMismatch failure) {
    failures++;
    if (archive == null || failures >= MOST_FAILURES) {
      throw failure;
    }
    return range(archive).offset();
  }
}
