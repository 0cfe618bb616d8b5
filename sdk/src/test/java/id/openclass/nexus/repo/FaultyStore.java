package id.openclass.nexus.repo;

import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.OutputFile;
import id.openclass.nexus.core.Progress;
import id.openclass.nexus.store.ObjectKey;
import id.openclass.nexus.store.ObjectSource;
import id.openclass.nexus.store.ObjectVersion;
import id.openclass.nexus.store.Store;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// A store whose user is gone from one operation on: that one is not done, or it is done and its
/// answer is lost.
final class FaultyStore implements Store.Writable {
  private final Store.Writable inner;
  private final int fatal;
  private final boolean isDone;
  private int count;

  FaultyStore(Store.Writable inner, int fatal, boolean isDone) {
    this.inner = inner;
    this.fatal = fatal;
    this.isDone = isDone;
  }

  boolean isReached() {
    return count > fatal;
  }

  private <T> T run(Supplier<T> operation) {
    int number = count++;
    if (number < fatal) {
      return operation.get();
    }
    if (number == fatal && isDone) {
      operation.get();
    }
    throw NexusException.transfer("the line is dead", name(), null, null);
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
    return run(() -> inner.find(key));
  }

  @Override
  public OutputFile.Outcome writeNew(
      ObjectKey key, ByteSource content, Digest sha256, Progress.Task sent) {
    return run(() -> inner.writeNew(key, content, sha256, sent));
  }

  @Override
  public Optional<ObjectVersion> replace(ObjectKey key, byte[] content, ObjectVersion expected) {
    return run(() -> inner.replace(key, content, expected));
  }

  @Override
  public void delete(ObjectKey key) {
    run(() -> {
      inner.delete(key);
      return true;
    });
  }

  @Override
  public List<Listed> list(String prefix) {
    return run(() -> inner.list(prefix));
  }

  @Override
  public boolean honoursConditions() {
    return run(inner::honoursConditions);
  }

  @Override
  public int dropUnfinished(String prefix, Instant startedBefore) {
    return run(() -> inner.dropUnfinished(prefix, startedBefore));
  }

  @Override
  public void close() {}
}
