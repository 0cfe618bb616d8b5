package id.openclass.nexus.repo;

import id.openclass.nexus.store.ObjectKey;
import id.openclass.nexus.store.Store;
import id.openclass.nexus.store.Store.Writable.Listed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Removes what no reader asks for: `docs/repository.md` section 6.
final class GarbageCollection {
  /// Readers may be at a snapshot that was current when they began.
  private static final int SNAPSHOTS = 3;

  private static final Duration UNFINISHED = Duration.ofDays(7);

  private final Commit commit;
  private final Store.Writable store;

  GarbageCollection(Commit commit) {
    this.commit = commit;
    this.store = commit.store();
  }

  /// @param keep how many updates of each model, at least
  Collected run(int keep) {
    List<String> dropped = commit.run(edit -> dropUpdates(edit, keep));
    List<Listed> before = store.list("");
    List<Listed> garbage = garbage(before);
    if (!garbage.isEmpty()) {
      // Who publishes now, over what is garbage to us, has to start anew.
      commit.restamp();
      Set<ObjectKey> named = named(store.list(RepositoryLayout.METADATA));
      garbage = garbage.stream().filter(object -> !named.contains(object.key())).toList();
      garbage.forEach(object -> store.delete(object.key()));
    }
    int unfinished = store.dropUnfinished("", commit.now().minus(UNFINISHED));
    return new Collected(
        dropped,
        garbage.stream().map(Listed::key).toList(),
        garbage.stream().mapToLong(Listed::sizeBytes).sum(),
        unfinished);
  }

  private List<Listed> garbage(List<Listed> objects) {
    Set<ObjectKey> named = named(objects);
    return objects.stream()
        .filter(object -> isOurs(object.key()) && !named.contains(object.key()))
        .toList();
  }

  private static boolean isOurs(ObjectKey key) {
    return !NamedObjects.isRoot(key)
        && (key.text().startsWith(RepositoryLayout.METADATA)
            || key.text().startsWith(RepositoryLayout.TARGETS));
  }

  private Set<ObjectKey> named(List<Listed> objects) {
    long current = commit.state().trusted().snapshot().version();
    NamedObjects named = new NamedObjects(store);
    objects.stream()
        .map(object -> NamedObjects.snapshotNumber(object.key()))
        .filter(number -> number > 0 && number <= current)
        .sorted(Comparator.reverseOrder())
        .limit(SNAPSHOTS)
        .forEach(named::addSnapshot);
    return named.all();
  }

  private List<String> dropUpdates(RepositoryEdit edit, int keep) {
    List<String> dropped = new ArrayList<>();
    for (String name : edit.state().models()) {
      dropped.addAll(dropUpdates(edit, name, keep));
    }
    return dropped;
  }

  private static List<String> dropUpdates(RepositoryEdit edit, String name, int keep) {
    Set<String> inChannels = new HashSet<>();
    edit.state().channels(name).forEach(channel -> inChannels.add(channel.version()));
    List<String> dropped = new ArrayList<>();
    int left = keep;
    for (Release release : edit.state().releases(name)) {
      int allowed =
          inChannels.contains(release.version()) ? release.updates().size() : Math.max(0, left);
      int kept = Math.min(allowed, release.updates().size());
      left -= kept;
      List<ReleaseUpdate> gone = release.updates().subList(kept, release.updates().size());
      if (!gone.isEmpty()) {
        edit.put(release.withUpdates(release.updates().subList(0, kept)));
        edit.remove(
            name, path -> gone.stream().anyMatch(update -> update.file().path().equals(path)));
        gone.forEach(update -> dropped.add(update.file().fileName().replaceFirst("[.]tar$", "")));
      }
    }
    return dropped;
  }
}
