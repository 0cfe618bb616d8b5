package id.openclass.nexus.repo;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.OutputFile.Outcome;
import id.openclass.nexus.store.ObjectKey;
import java.time.Instant;
import java.util.List;

/// What a change of a repository did, and its bill.
///
/// @param outcome whether anything was written but pages
/// @param releases those that were asked for, as they are published now
/// @param channels those that were asked for, as they are now
/// @param objects how many objects were written
/// @param bytes how much they are
/// @param replaced the mutable objects among them
/// @param invalidations what caches were asked to forget, one text each
/// @param time when it was done
/// @param notes what the publisher should know, each a sentence that is safe for a terminal
public record Published(
    Outcome outcome,
    List<Release> releases,
    List<ReleaseChannel> channels,
    long objects,
    long bytes,
    List<ObjectKey> replaced,
    List<String> invalidations,
    Instant time,
    List<String> notes) {
  /// Copies the lists.
  public Published {
    releases = List.copyOf(releases);
    channels = List.copyOf(channels);
    replaced = List.copyOf(replaced);
    invalidations = List.copyOf(invalidations);
    notes = List.copyOf(notes);
  }

  /// As `Published[written, 7 objects, 231 MB]`.
  @Override
  public String toString() {
    return "Published["
        + outcome
        + ", "
        + objects
        + (objects == 1 ? " object, " : " objects, ")
        + Display.bytes(bytes)
        + "]";
  }
}
