package id.openclass.nexus.repo;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.ShellWord;
import id.openclass.nexus.store.ObjectKey;
import id.openclass.nexus.store.ObjectVersion;
import id.openclass.nexus.store.Store;
import id.openclass.nexus.trust.ClientWorkflow;
import id.openclass.nexus.trust.ContentCheck;
import id.openclass.nexus.trust.Delegation;
import id.openclass.nexus.trust.MetadataStorage;
import id.openclass.nexus.trust.MetadataType;
import id.openclass.nexus.trust.TargetFile;
import id.openclass.nexus.trust.TargetsMetadata;
import id.openclass.nexus.trust.TrustedMetadata;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// One state of a repository, verified: everything that is read of it hangs together. One thread.
final class RepositoryState {
  private final Store store;
  private final StoreMetadata source;
  private final ClientWorkflow workflow;
  private final MetadataStorage storage;

  private RepositoryState(
      Store store, StoreMetadata source, ClientWorkflow workflow, MetadataStorage storage) {
    this.store = store;
    this.source = source;
    this.workflow = workflow;
    this.storage = storage;
  }

  /// For whoever reads: what is expired is refused.
  static RepositoryState read(Store store, MetadataStorage storage, Instant now) {
    StoreMetadata source = new StoreMetadata(store);
    return new RepositoryState(store, source, ClientWorkflow.of(source, storage, now), storage)
        .refreshed();
  }

  /// For whoever signs it anew.
  static RepositoryState forSigning(Store store, MetadataStorage storage, Instant now) {
    StoreMetadata source = new StoreMetadata(store);
    return new RepositoryState(
            store, source, ClientWorkflow.forSigning(source, storage, now), storage)
        .refreshed();
  }

  /// The first root of a store, which is believed for want of another.
  static byte[] firstRoot(Store store) {
    return store
        .readSmall(RepositoryLayout.metadata(MetadataType.ROOT.toString(), 1), 512 << 10)
        .orElseThrow(() -> noRepository(store));
  }

  static NexusException noRepository(Store store) {
    return NexusException.notFound(
        "there is no repository here",
        store.name(),
        "make one: nexus repo init --repo DIR, or name another one with --repo");
  }

  private RepositoryState refreshed() {
    workflow.refresh();
    return this;
  }

  Store store() {
    return store;
  }

  /// What a command that is shown for typing needs to find this repository.
  String option() {
    return " --repo " + ShellWord.quote(store.name());
  }

  TrustedMetadata trusted() {
    return workflow.refresh();
  }

  ObjectVersion timestampVersion() {
    return source.timestampVersion();
  }

  /// The newest root, as its file has it.
  byte[] root() {
    return storage.read(MetadataType.ROOT.toString()).orElseThrow();
  }

  TargetsMetadata targets() {
    return trusted().targets(MetadataType.TARGETS.toString(), null).orElseThrow();
  }

  /// Models that a key may speak for, by name.
  List<String> models() {
    return targets().delegations().stream().map(Delegation::role).sorted().toList();
  }

  Optional<TargetsMetadata> role(String name) {
    return workflow.delegated(name);
  }

  /// A small target, verified.
  byte[] read(TargetFile target, int mostBytes) {
    ObjectKey key = RepositoryLayout.target(target);
    if (target.length() > mostBytes) {
      throw Store.tooLarge(store.address(key), mostBytes);
    }
    byte[] bytes = store.readSmall(key, mostBytes).orElseThrow(() -> missing(store, key));
    ContentCheck check = target.check(store.address(key));
    check.update(ByteBuffer.wrap(bytes));
    check.finish();
    return bytes;
  }

  static NexusException missing(Store store, ObjectKey key) {
    return NexusException.notFound(
        "the repository lacks a file that its metadata names",
        store.address(key),
        "copy the repository again, whole; its publisher finds out more with: nexus repo verify");
  }

  Optional<Release> release(ReleaseName id) {
    return role(id.name())
        .flatMap(role -> role.target(RepositoryLayout.release(id.name(), id.version())))
        .map(this::release);
  }

  Release release(TargetFile target) {
    String where = store.address(RepositoryLayout.target(target));
    Release release = Release.parse(read(target, RepositoryLayout.RELEASE_BYTES), where);
    requirePath(target, RepositoryLayout.release(release.name(), release.version()), where);
    return release;
  }

  Optional<ReleaseChannel> channel(String name, String channel) {
    return role(name)
        .flatMap(role -> role.target(RepositoryLayout.channel(name, channel)))
        .map(this::channel);
  }

  ReleaseChannel channel(TargetFile target) {
    String where = store.address(RepositoryLayout.target(target));
    ReleaseChannel channel =
        ReleaseChannel.parse(read(target, RepositoryLayout.CHANNEL_BYTES), where);
    requirePath(target, RepositoryLayout.channel(channel.name(), channel.channel()), where);
    return channel;
  }

  private static void requirePath(TargetFile target, String path, String where) {
    if (!target.path().equals(path)) {
      throw NexusException.malformed(
          "this is " + Display.escape(path, 80) + " under another name",
          where,
          -1,
          "tell who publishes it");
    }
  }

  /// All releases of a model, the newest first.
  List<Release> releases(String name) {
    return targets(name, target -> target.path().endsWith("/release.json")).stream()
        .map(this::release)
        .sorted(Comparator.comparing((Release release) -> release.id().semantic()).reversed())
        .toList();
  }

  /// All channels of a model, by name.
  List<ReleaseChannel> channels(String name) {
    return targets(name, target -> target.path().startsWith(name + "/channels/")).stream()
        .map(this::channel)
        .sorted(Comparator.comparing(ReleaseChannel::channel))
        .toList();
  }

  private List<TargetFile> targets(String name, java.util.function.Predicate<TargetFile> which) {
    return role(name).stream()
        .flatMap(role -> role.targets().values().stream())
        .filter(which)
        .toList();
  }

  List<Release> releases() {
    List<Release> all = new ArrayList<>();
    models().forEach(name -> all.addAll(releases(name)));
    return List.copyOf(all);
  }

  List<ReleaseChannel> channels() {
    List<ReleaseChannel> all = new ArrayList<>();
    models().forEach(name -> all.addAll(channels(name)));
    return List.copyOf(all);
  }
}
