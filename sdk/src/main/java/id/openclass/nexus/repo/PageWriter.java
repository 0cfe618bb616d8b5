package id.openclass.nexus.repo;

import id.openclass.nexus.store.ObjectKey;
import id.openclass.nexus.store.ObjectSource;
import id.openclass.nexus.store.ObjectVersion;
import id.openclass.nexus.store.Store;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Keeps the mutable pages like the repository. When another publisher changes it meanwhile, they
/// are made anew: whoever is last writes the last state.
final class PageWriter {
  private static final int ATTEMPTS = 8;

  private final Commit commit;
  private final Pages pages;

  PageWriter(Commit commit, Pages pages) {
    this.commit = commit;
    this.pages = pages;
  }

  /// Writes the pages that are not as they should be.
  ///
  /// @return which changed
  List<ObjectKey> run() {
    if (pages.equals(Pages.NONE)) {
      return List.of();
    }
    Set<ObjectKey> changed = new LinkedHashSet<>();
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      RepositoryState state = commit.state();
      for (Map.Entry<String, byte[]> page :
          pages.make(state.releases(), state.channels()).entrySet()) {
        if (replace(ObjectKey.of(page.getKey()), page.getValue())) {
          changed.add(ObjectKey.of(page.getKey()));
        }
      }
      Optional<ObjectSource> timestamp = commit.store().find(RepositoryLayout.TIMESTAMP);
      if (timestamp.map(t -> t.info().version()).equals(Optional.of(state.timestampVersion()))) {
        break;
      }
    }
    return new ArrayList<>(changed);
  }

  private boolean replace(ObjectKey key, byte[] content) {
    byte[] there = commit.store().readSmall(key, Store.Writable.MOST_REPLACED_BYTES).orElse(null);
    if (there != null && Arrays.equals(there, content)) {
      return false;
    }
    commit.store().replace(key, content, ObjectVersion.ANY);
    return true;
  }
}
