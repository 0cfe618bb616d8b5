package id.openclass.nexus.store;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// Lets bytes pass at a rate: who takes some waits until those before have had their time. Threads
/// may share it.
final class Pace {
  private static final double NANOS = 1e9;

  private final long bytesPerSecond;
  private final LongSupplier clock;
  private final Pause pause;
  private long free;

  Pace(long bytesPerSecond, LongSupplier clock, Pause pause) {
    if (bytesPerSecond < 1) {
      throw NexusException.invalidValue(
          "no rate: " + bytesPerSecond + " bytes a second", "1 or more");
    }
    this.bytesPerSecond = bytesPerSecond;
    this.clock = clock;
    this.pause = pause;
    this.free = clock.getAsLong();
  }

  static Pace of(long bytesPerSecond) {
    return new Pace(bytesPerSecond, System::nanoTime, TimeUnit.NANOSECONDS::sleep);
  }

  /// Waits.
  @FunctionalInterface
  interface Pause {
    void nanos(long nanos) throws InterruptedException;
  }

  /// Waits until bytes may pass.
  void take(int bytes) {
    long wait = reserve(bytes);
    if (wait <= 0) {
      return;
    }
    try {
      pause.nanos(wait);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw NexusException.transfer("interrupted", null, "run this again", e);
    }
  }

  private synchronized long reserve(int bytes) {
    long now = clock.getAsLong();
    long start = Math.max(free, now);
    free = start + Math.round(bytes * NANOS / bytesPerSecond);
    return free - now;
  }

  @Override
  public String toString() {
    return Display.bytes(bytesPerSecond) + " a second";
  }
}
