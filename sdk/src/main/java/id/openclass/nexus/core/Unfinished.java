package id.openclass.nexus.core;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// What this process has begun to write and would have to take away again.
final class Unfinished {
  private static final Map<Object, Runnable> OPEN = new ConcurrentHashMap<>();

  private Unfinished() {}

  static void add(Object output, Runnable drop) {
    OPEN.put(output, drop);
  }

  static void remove(Object output) {
    OPEN.remove(output);
  }

  static void discardAll() {
    for (Runnable drop : OPEN.values()) {
      try {
        drop.run();
      } catch (NexusException e) {
        // The others must go too; what stays is taken over by the next run.
      }
    }
  }
}
