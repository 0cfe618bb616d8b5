package id.openclass.nexus.repo;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.store.ObjectKey;
import java.util.List;

/// What a collection removed.
///
/// @param updates ids of updates that are offered no more
/// @param objects that nothing names any more, and are gone
/// @param bytes how much they were
/// @param unfinished how many writes of killed publishers were dropped
public record Collected(List<String> updates, List<ObjectKey> objects, long bytes, int unfinished) {
  /// Copies the lists.
  public Collected {
    updates = List.copyOf(updates);
    objects = List.copyOf(objects);
  }

  /// As `Collected[12 objects, 253 MB]`.
  @Override
  public String toString() {
    return "Collected[" + objects.size() + " objects, " + Display.bytes(bytes) + "]";
  }
}
