package id.openclass.nexus.delta;

import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.pack.PackageMetadata;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Updates that follow each other: each one's result is the next one's base.
///
/// @param updates in order, at least one
record UpdateChain(List<DeltaUpdate> updates) {
  UpdateChain {
    updates = List.copyOf(updates);
  }

  /// Checks that there is no gap, before anything is read or written.
  ///
  /// @throws NexusException.Malformed naming the two versions that do not meet
  static UpdateChain of(List<DeltaUpdate> updates) {
    if (updates.isEmpty()) {
      throw NexusException.invalidValue("no update is named", "name one or several, in order");
    }
    for (int i = 1; i < updates.size(); i++) {
      DeltaMetadata before = updates.get(i - 1).metadata();
      DeltaMetadata after = updates.get(i).metadata();
      boolean meet =
          before.to().equals(after.from())
              && before.toVersion().equals(after.fromVersion())
              && before.packageName().equals(after.packageName());
      if (!meet) {
        throw gap(before, after, updates.get(i));
      }
    }
    return new UpdateChain(updates);
  }

  private static NexusException gap(DeltaMetadata before, DeltaMetadata after, DeltaUpdate where) {
    boolean named = before.toVersion().equals(after.fromVersion());
    return NexusException.malformed(
        "the updates do not follow each other: one makes "
            + version(before.packageName(), before.toVersion())
            + ", the next needs "
            + version(after.packageName(), after.fromVersion())
            + (named ? " with another digest" : ""),
        where.path().toString(),
        -1,
        "name every update in between, in order");
  }

  private static String version(String name, String version) {
    return Display.escape(name, 64) + " " + Display.escape(version, 60);
  }

  DeltaMetadata first() {
    return updates.getFirst().metadata();
  }

  DeltaUpdate last() {
    return updates.getLast();
  }

  /// Insists that a file is the first update's base.
  ///
  /// @throws NexusException.BaseMismatch saying which version was expected, and which was found
  ///   where that is known
  void requireBase(ModelInput base, Digest found) {
    if (found.equals(first().from())) {
      return;
    }
    throw NexusException.baseMismatch(
        "this is not the base of the update: expected is version "
            + Display.escape(first().fromVersion(), 60)
            + ", SHA-256 "
            + first().from()
            + "; found is "
            + foundVersion(base, found)
            + "SHA-256 "
            + found,
        base.given().toString(),
        hint(found));
  }

  private String foundVersion(ModelInput base, Digest found) {
    String version = versionOf(found);
    PackageMetadata about = base.metadata();
    if (version == null && about != null) {
      version = about.version();
    }
    return version == null ? "" : "version " + Display.escape(version, 60) + ", ";
  }

  private @Nullable String versionOf(Digest digest) {
    for (DeltaUpdate update : updates) {
      if (update.metadata().to().equals(digest)) {
        return update.metadata().toVersion();
      }
    }
    return null;
  }

  private String hint(Digest found) {
    if (found.equals(last().metadata().to())) {
      return "it is up to date already";
    }
    return versionOf(found) == null
        ? "name the file that the update was made for, or get the update for the version that you"
            + " have"
        : "leave out the updates that it has already";
  }
}
