package id.openclass.nexus.store;

import id.openclass.nexus.core.Display;
import java.util.concurrent.atomic.AtomicLong;

/// Counts what goes over a store. Threads may share it.
public final class Meter {
  private final AtomicLong requests = new AtomicLong();
  private final AtomicLong received = new AtomicLong();
  private final AtomicLong written = new AtomicLong();
  private final AtomicLong objects = new AtomicLong();

  /// A meter at zero.
  public Meter() {}

  void request() {
    requests.incrementAndGet();
  }

  void received(long bytes) {
    received.addAndGet(bytes);
  }

  void written(long bytes) {
    objects.incrementAndGet();
    written.addAndGet(bytes);
  }

  /// How many operations the store was asked for.
  ///
  /// @return the count
  public long requests() {
    return requests.get();
  }

  /// How many bytes of objects it gave.
  ///
  /// @return bytes, those that came twice counted twice
  public long receivedBytes() {
    return received.get();
  }

  /// How many bytes of objects it took.
  ///
  /// @return bytes of the objects that were not there already
  public long writtenBytes() {
    return written.get();
  }

  /// How many objects were written or replaced.
  ///
  /// @return the count
  public long writtenObjects() {
    return objects.get();
  }

  /// As `Meter[12 requests, 253 MB in, 1.20 kB out]`.
  @Override
  public String toString() {
    return "Meter["
        + requests
        + " requests, "
        + Display.bytes(receivedBytes())
        + " in, "
        + Display.bytes(writtenBytes())
        + " out]";
  }
}
