package id.openclass.nexus.store;

import id.openclass.nexus.core.ByteRange;
import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.OutputFile;
import id.openclass.nexus.core.Progress;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;

/// Another store as it would be after writes that are not made: they are kept in memory and seen by
/// what is read later. Content of new objects is not copied: it must stay readable.
public final class DryRunStore implements Store.Writable {
  private static final int BUFFER = 1 << 18;

  private final Store inner;
  private final Map<ObjectKey, Kept> written = new ConcurrentSkipListMap<>();
  private final Set<ObjectKey> deleted = new ConcurrentSkipListSet<>();

  private DryRunStore(Store inner) {
    this.inner = inner;
  }

  /// Over a store, of which nothing but reading is used.
  ///
  /// @param inner the store; closed with this one
  /// @return the store
  public static DryRunStore of(Store inner) {
    return new DryRunStore(inner);
  }

  /// What would have been written.
  ///
  /// @return the objects in the order of their keys
  public List<Listed> written() {
    List<Listed> all = new ArrayList<>();
    written.forEach((key, kept) -> all.add(new Listed(key, kept.length())));
    return all;
  }

  /// What would have been deleted.
  ///
  /// @return keys, also of objects that were not there
  public List<ObjectKey> deleted() {
    return List.copyOf(deleted);
  }

  @Override
  public String name() {
    return inner.name();
  }

  @Override
  public String address(ObjectKey key) {
    return inner.address(key);
  }

  @Override
  public Optional<ObjectSource> find(ObjectKey key) {
    Kept kept = written.get(key);
    if (kept != null) {
      return Optional.of(kept);
    }
    return deleted.contains(key) ? Optional.empty() : inner.find(key);
  }

  /// An object that was not written.
  private final class Kept implements ObjectSource {
    private final ObjectKey key;
    private final ByteSource content;
    private final ObjectInfo info;

    Kept(ObjectKey key, ByteSource content, Digest sha256) {
      this.key = key;
      this.content = content;
      this.info = new ObjectInfo(content.length(), new ObjectVersion("dry " + sha256), sha256);
    }

    @Override
    public String name() {
      return address(key);
    }

    @Override
    public ObjectInfo info() {
      return info;
    }

    @Override
    public void transfer(ByteRange range, ByteSink sink) {
      Kept now = written.get(key);
      if (now == null || !now.info.equals(info)) {
        throw NexusException.malformed("the object changed while it was read", name(), -1, null);
      }
      ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(BUFFER, range.length()));
      for (long at = range.offset(); at < range.end(); at += buffer.limit()) {
        buffer.clear().limit((int) Math.min(buffer.capacity(), range.end() - at));
        content.read(at, buffer);
        sink.accept(buffer.flip());
      }
    }

    @Override
    public String toString() {
      return "ObjectSource[" + Display.escape(key.text(), 50) + ", " + info + "]";
    }
  }

  @Override
  public synchronized OutputFile.Outcome writeNew(
      ObjectKey key, ByteSource content, Digest sha256, Progress.Task sent) {
    Optional<ObjectSource> there = find(key);
    if (there.isEmpty()) {
      requireDigest(content, Digest.of(content), sha256);
      keep(key, content, sha256);
      sent.advance(content.length());
      return OutputFile.Outcome.WRITTEN;
    }
    Digest recorded = there.get().info().sha256();
    boolean same =
        there.get().length() == content.length()
            && sha256.equals(recorded != null ? recorded : Digest.of(there.get()));
    if (!same) {
      throw otherContent(address(key));
    }
    return OutputFile.Outcome.ALREADY_THERE;
  }

  /// What every store insists on before it writes.
  static void requireDigest(ByteSource content, Digest found, Digest said) {
    if (!found.equals(said)) {
      throw NexusException.digestMismatch(
          "what was to be written has SHA-256 " + found + ", not " + said,
          Display.escape(content.name()),
          "it changed meanwhile; run this again");
    }
  }

  /// What every store says when it is to write other content under a name that is taken.
  static NexusException otherContent(String address) {
    return NexusException.refused(
        "another content has this name already",
        address,
        "what is published stays as it is: give the new one another name or version");
  }

  private void keep(ObjectKey key, ByteSource content, Digest sha256) {
    written.put(key, new Kept(key, content, sha256));
    deleted.remove(key);
  }

  @Override
  public synchronized Optional<ObjectVersion> replace(
      ObjectKey key, byte[] content, ObjectVersion expected) {
    ObjectVersion now = find(key).map(o -> o.info().version()).orElse(ObjectVersion.NONE);
    if (!expected.equals(ObjectVersion.ANY) && !expected.equals(now)) {
      return Optional.empty();
    }
    keep(key, ByteSource.of(address(key), content.clone()), Digest.of(content));
    return find(key).map(object -> object.info().version());
  }

  @Override
  public synchronized void delete(ObjectKey key) {
    written.remove(key);
    deleted.add(key);
  }

  @Override
  public List<Listed> list(String prefix) {
    SortedMap<ObjectKey, Listed> all = new TreeMap<>();
    if (inner instanceof Store.Writable writable) {
      writable.list(prefix).forEach(listed -> all.put(listed.key(), listed));
    }
    all.keySet().removeAll(deleted);
    written().stream()
        .filter(listed -> listed.key().text().startsWith(prefix))
        .forEach(listed -> all.put(listed.key(), listed));
    return List.copyOf(all.values());
  }

  /// Says yes: nothing is written that another publisher could come between.
  @Override
  public boolean honoursConditions() {
    return true;
  }

  /// Drops nothing.
  @Override
  public int dropUnfinished(String prefix, Instant startedBefore) {
    return 0;
  }

  @Override
  public void close() {
    inner.close();
  }

  @Override
  public String toString() {
    return "DryRunStore[" + inner + "]";
  }
}
