package id.openclass.nexus.store;

import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.OutputFile;
import id.openclass.nexus.core.Progress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A store that is counted.
public sealed class MeteredStore implements Store permits MeteredStore.OfWritable {
  private final Store inner;
  private final Meter meter;

  private MeteredStore(Store inner, Meter meter) {
    this.inner = inner;
    this.meter = meter;
  }

  /// Around a store that is read.
  ///
  /// @param inner the store; closed with this one
  /// @param meter counts
  /// @return the store
  public static Store of(Store inner, Meter meter) {
    return new MeteredStore(inner, meter);
  }

  /// Around a store that is written, too.
  ///
  /// @param inner the store; closed with this one
  /// @param meter counts
  /// @return the store
  public static Store.Writable ofWritable(Store.Writable inner, Meter meter) {
    return new OfWritable(inner, meter);
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
    meter.request();
    return inner.find(key).map(object -> new SourceAround(object, this::counted));
  }

  private ByteSink counted(ByteSink sink) {
    meter.request();
    return bytes -> {
      meter.received(bytes.remaining());
      sink.accept(bytes);
    };
  }

  @Override
  public Optional<byte[]> readSmall(ObjectKey key, int mostBytes) {
    meter.request();
    Optional<byte[]> content = inner.readSmall(key, mostBytes);
    content.ifPresent(bytes -> meter.received(bytes.length));
    return content;
  }

  @Override
  public void close() {
    inner.close();
  }

  @Override
  public String toString() {
    return "MeteredStore[" + inner + "]";
  }

  /// With the operations that write.
  static final class OfWritable extends MeteredStore implements Store.Writable {
    private final Store.Writable inner;
    private final Meter meter;

    private OfWritable(Store.Writable inner, Meter meter) {
      super(inner, meter);
      this.inner = inner;
      this.meter = meter;
    }

    @Override
    public OutputFile.Outcome writeNew(
        ObjectKey key, ByteSource content, Digest sha256, Progress.Task sent) {
      meter.request();
      OutputFile.Outcome outcome = inner.writeNew(key, content, sha256, sent);
      if (outcome == OutputFile.Outcome.WRITTEN) {
        meter.written(content.length());
      }
      return outcome;
    }

    @Override
    public Optional<ObjectVersion> replace(ObjectKey key, byte[] content, ObjectVersion expected) {
      meter.request();
      Optional<ObjectVersion> version = inner.replace(key, content, expected);
      version.ifPresent(_ -> meter.written(content.length));
      return version;
    }

    @Override
    public void delete(ObjectKey key) {
      meter.request();
      inner.delete(key);
    }

    @Override
    public List<Listed> list(String prefix) {
      meter.request();
      return inner.list(prefix);
    }

    @Override
    public boolean honoursConditions() {
      return inner.honoursConditions();
    }

    @Override
    public int dropUnfinished(String prefix, Instant startedBefore) {
      meter.request();
      return inner.dropUnfinished(prefix, startedBefore);
    }
  }
}
