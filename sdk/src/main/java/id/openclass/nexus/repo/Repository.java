package id.openclass.nexus.repo;

import id.openclass.nexus.core.ByteRange;
import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.Progress;
import id.openclass.nexus.store.Fetch;
import id.openclass.nexus.store.FolderStore;
import id.openclass.nexus.store.ObjectKey;
import id.openclass.nexus.store.ObjectSource;
import id.openclass.nexus.store.Store;
import id.openclass.nexus.trust.ContentCheck;
import id.openclass.nexus.trust.MetadataStorage;
import id.openclass.nexus.trust.RootFingerprint;
import id.openclass.nexus.trust.TargetFile;
import id.openclass.nexus.trust.TrustedMetadata;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A repository that is read: one state of it, every byte verified by TUF before it is used
/// (`docs/repository.md`).
///
/// ```java
/// try (var repository = Repository.firstUse(Store.at("repository"), now)) {
///   repository.releases();
///   Path tiny = repository.fetch(ReleaseName.parse("tiny@1.1.0"), cache);
/// }
/// ```
///
/// It is as it was when it was opened. One thread.
public final class Repository implements AutoCloseable {
  private final RepositoryState state;
  private final Progress progress;

  private Repository(RepositoryState state, Progress progress) {
    this.state = state;
    this.progress = progress;
  }

  /// Opens a repository, starting from what was trusted before.
  ///
  /// @param store where it is; closed with this
  /// @param trusted holds at least a root; takes what is trusted from now on
  /// @param now what the clock says
  /// @return the repository, its metadata up to date
  /// @throws NexusException.Untrusted when its metadata is not to be trusted, or expired
  /// @throws NexusException.NotFound when there is none
  public static Repository open(Store store, MetadataStorage trusted, Instant now) {
    return new Repository(RepositoryState.read(store, trusted, now), Progress.NONE);
  }

  /// Opens a repository, starting from a root.
  ///
  /// @param store where it is; closed with this
  /// @param root the file that the publisher gave, by another way than the repository
  /// @param now what the clock says
  /// @return the repository, its metadata up to date
  /// @throws NexusException.Untrusted when its metadata is not to be trusted, or expired
  public static Repository open(Store store, byte[] root, Instant now) {
    return open(store, MemoryMetadata.startingFrom(root), now);
  }

  /// Opens a repository of one's own: its first root is believed. Whoever can write to the store
  /// decides what that is, so this is not for sites.
  ///
  /// @param store where it is; closed with this
  /// @param now what the clock says
  /// @return the repository, its metadata up to date
  /// @throws NexusException.NotFound when there is none
  public static Repository firstUse(Store store, Instant now) {
    return open(store, RepositoryState.firstRoot(store), now);
  }

  /// With a listener.
  ///
  /// @param listener hears of the bytes that are fetched
  /// @return the same state
  public Repository withProgress(Progress listener) {
    return new Repository(state, listener);
  }

  /// What is trusted of the metadata.
  ///
  /// @return root, timestamp and so on
  public TrustedMetadata metadata() {
    return state.trusted();
  }

  /// The newest root's fingerprint.
  ///
  /// @return 32 digits
  public RootFingerprint fingerprint() {
    return RootFingerprint.of(state.root());
  }

  /// Models that are published, or may be.
  ///
  /// @return their names in order
  public List<String> models() {
    return state.models();
  }

  /// All releases.
  ///
  /// @return by name, the newest version first
  public List<Release> releases() {
    return state.releases();
  }

  /// All releases of a model.
  ///
  /// @param name the model
  /// @return the newest version first; empty when there is none
  public List<Release> releases(String name) {
    return state.releases(name);
  }

  /// All channels.
  ///
  /// @return by model and name
  public List<ReleaseChannel> channels() {
    return state.channels();
  }

  /// All channels of a model.
  ///
  /// @param name the model
  /// @return by name
  public List<ReleaseChannel> channels(String name) {
    return state.channels(name);
  }

  /// Looks for a release.
  ///
  /// @param id model and version
  /// @return the release, or empty
  public Optional<Release> find(ReleaseName id) {
    return state.release(id);
  }

  /// A release that should be there.
  ///
  /// @param id model and version
  /// @return the release
  /// @throws NexusException.NotFound when it is not published
  public Release release(ReleaseName id) {
    return find(id)
        .orElseThrow(() ->
            NexusException.notFound(
                id + " is not published here",
                state.store().name(),
                "see what is: nexus repo list"));
  }

  /// Brings a release's package onto this machine. What came of it before is not fetched again; of
  /// a repository in a folder it is read where it is.
  ///
  /// @param id model and version
  /// @param cache a folder; made where needed
  /// @return the package, as signed
  /// @throws NexusException.NotFound when it is not published
  /// @throws NexusException when it is not what is signed
  public Path fetch(ReleaseName id, Path cache) {
    return fetch(release(id).pack(), id.name(), cache);
  }

  /// Brings a file of a release onto this machine, as [#fetch(ReleaseName, Path)] does.
  ///
  /// @param file what the release names
  /// @param name the release's model
  /// @param cache a folder; made where needed
  /// @return the file, as signed
  public Path fetch(PublishedFile file, String name, Path cache) {
    TargetFile target = signed(file, name);
    ObjectKey key = RepositoryLayout.target(target);
    ObjectSource object =
        state.store().find(key).orElseThrow(() -> RepositoryState.missing(state.store(), key));
    if (state.store() instanceof FolderStore folder) {
      check(object, target);
      return folder.file(key);
    }
    FolderStore cached = FolderStore.at(cache);
    if (!isThere(cached, key, target)) {
      Fetch.of(object)
          .expecting(file.sha256())
          .withOverwrite(true)
          .withProgress(progress)
          .into(cached.file(key));
    }
    return cached.file(key);
  }

  private static boolean isThere(Store cache, ObjectKey key, TargetFile target) {
    Optional<ObjectSource> there = cache.find(key);
    try {
      there.ifPresent(object -> check(object, target));
      return there.isPresent();
    } catch (NexusException.Untrusted e) {
      // It was damaged since it came; it comes again.
      return false;
    }
  }

  /// Compares an object with what is signed of it.
  ///
  /// @throws NexusException.Untrusted when it differs
  static void check(ObjectSource object, TargetFile target) {
    ContentCheck check = target.check(object.name());
    object.transfer(new ByteRange(0, object.length()), check::update);
    check.finish();
  }

  /// The target behind a file that a release names: what counts is what is signed of it.
  private TargetFile signed(PublishedFile file, String name) {
    TargetFile target =
        state.role(name).flatMap(role -> role.target(file.path())).orElseThrow(() -> other(file));
    Digest sha256 = target.hashes().sha256();
    if (target.length() != file.sizeBytes() || !file.sha256().equals(sha256)) {
      throw other(file);
    }
    return target;
  }

  private NexusException other(PublishedFile file) {
    return NexusException.malformed(
        "a release names a file that is not signed so: " + Display.escape(file.path(), 80),
        state.store().name(),
        -1,
        "tell who publishes it");
  }

  @Override
  public void close() {
    state.store().close();
  }

  /// As `Repository[/srv/repository, 3 models]`.
  @Override
  public String toString() {
    int count = models().size();
    return "Repository["
        + Display.escape(state.store().name(), 70)
        + ", "
        + count
        + (count == 1 ? " model]" : " models]");
  }
}
