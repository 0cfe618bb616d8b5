package id.openclass.nexus.repo;

import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.Progress;
import id.openclass.nexus.store.ObjectKey;
import id.openclass.nexus.store.ObjectSource;
import id.openclass.nexus.store.Store;
import id.openclass.nexus.store.Store.Writable.Listed;
import id.openclass.nexus.trust.TargetFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Looks whether readers get all that the metadata promises. Goes on after a fault, so as to tell
/// them all.
final class RepositoryCheck {
  private final RepositoryState state;
  private final Store.Writable store;
  private final Progress progress;
  private final List<String> errors = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  RepositoryCheck(RepositoryState state, Store.Writable store, Progress progress) {
    this.state = state;
    this.store = store;
    this.progress = progress;
  }

  RepositoryReport run(boolean deep) {
    NamedObjects named = new NamedObjects(store);
    named.addSnapshot(state.trusted().snapshot().version());
    Map<ObjectKey, TargetFile> targets = named.targets();
    long bytes = targets.values().stream().mapToLong(TargetFile::length).sum();
    try (var task = progress.begin("verifying", bytes)) {
      targets.forEach((key, target) -> {
        check(key, target, deep);
        task.advance(target.length());
      });
    }
    int releases = checkReleases();
    checkListing(named.all());
    if (state.trusted().isStale()) {
      warnings.add(
          "nothing was signed for two weeks: sites warn; type: nexus repo refresh"
              + state.option());
    }
    return new RepositoryReport(errors, warnings, targets.size(), bytes, releases, deep);
  }

  private void check(ObjectKey key, TargetFile target, boolean deep) {
    Optional<ObjectSource> object = store.find(key);
    if (object.isEmpty()) {
      errors.add("missing: " + store.address(key));
      return;
    }
    Digest recorded = object.get().info().sha256();
    boolean isOther = recorded != null && !recorded.equals(target.hashes().sha256());
    if (object.get().length() != target.length() || isOther) {
      errors.add(
          "another file than is signed, of "
              + Display.grouped(object.get().length())
              + " bytes: "
              + store.address(key));
    } else if (deep) {
      told(() -> Repository.check(object.get(), target));
    }
  }

  /// Each release and channel reads well, and names what is there.
  private int checkReleases() {
    int releases = 0;
    for (String name : state.models()) {
      for (TargetFile target :
          state.role(name).stream().flatMap(r -> r.targets().values().stream()).toList()) {
        if (target.path().endsWith("/release.json")) {
          releases++;
          told(() -> checkRelease(state.release(target)));
        } else if (target.path().startsWith(name + "/channels/")) {
          told(() -> checkChannel(state.channel(target)));
        }
      }
    }
    return releases;
  }

  private void checkRelease(Release release) {
    List<PublishedFile> files = new ArrayList<>();
    files.add(release.pack());
    Optional.ofNullable(release.chunks()).ifPresent(files::add);
    release.updates().forEach(update -> files.add(update.file()));
    for (PublishedFile file : files) {
      Optional<TargetFile> target =
          state.role(release.name()).flatMap(role -> role.target(file.path()));
      boolean same =
          target.isPresent()
              && target.get().length() == file.sizeBytes()
              && file.sha256().equals(target.get().hashes().sha256());
      if (!same) {
        errors.add(release.id() + " names what is not signed so: " + Display.escape(file.path()));
      }
    }
  }

  private void checkChannel(ReleaseChannel channel) {
    if (state.release(new ReleaseName(channel.name(), channel.version())).isEmpty()) {
      errors.add(channel.name() + ":" + channel.channel() + " leads to a version that is not here");
    }
    if (channel.revocation(channel.version()).isPresent()) {
      warnings.add(
          channel.name()
              + ":"
              + channel.channel()
              + " leads to a revoked version; promote another: nexus promote "
              + channel.name()
              + "@V --channel "
              + channel.channel()
              + state.option());
    }
  }

  private void told(Runnable check) {
    try {
      check.run();
    } catch (NexusException.Malformed | NexusException.Untrusted | NexusException.NotFound e) {
      errors.add(e.getMessage() + (e.where() == null ? "" : ": " + e.where()));
    }
  }

  private void checkListing(Set<ObjectKey> named) {
    List<Listed> all = store.list("");
    PrivateKeys.refuseIn(store, all);
    long orphans =
        all.stream()
            .map(Listed::key)
            .filter(key -> key.text().startsWith(RepositoryLayout.TARGETS))
            .filter(key -> !named.contains(key))
            .count();
    if (orphans > 0) {
      warnings.add(
          orphans
              + (orphans == 1 ? " file" : " files")
              + " that the current metadata does not name; when the two states before do not either,"
              + " this removes them: nexus repo gc"
              + state.option());
    }
  }
}
