package id.openclass.nexus.repo;

import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.store.ObjectKey;
import id.openclass.nexus.store.Store;
import id.openclass.nexus.trust.MetaFile;
import id.openclass.nexus.trust.MetadataType;
import id.openclass.nexus.trust.SignedMetadata;
import id.openclass.nexus.trust.SnapshotMetadata;
import id.openclass.nexus.trust.TargetFile;
import id.openclass.nexus.trust.TargetsMetadata;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Which objects a repository's metadata names: what a reader may ask for.
final class NamedObjects {
  private static final int MOST_BYTES = 16 << 20;
  private static final String SUFFIX = ".json";

  private final Store store;
  private final Set<ObjectKey> named = new HashSet<>();
  private final Map<ObjectKey, TargetFile> targets = new TreeMap<>();

  NamedObjects(Store store) {
    this.store = store;
    named.add(RepositoryLayout.TIMESTAMP);
  }

  Set<ObjectKey> all() {
    return named;
  }

  Map<ObjectKey, TargetFile> targets() {
    return targets;
  }

  static boolean isRoot(ObjectKey key) {
    return key.text().matches(RepositoryLayout.METADATA + "[1-9][0-9]{0,15}[.]root[.]json");
  }

  /// The number of a snapshot's object.
  ///
  /// @return 0 when it is none
  static long snapshotNumber(ObjectKey key) {
    String pattern = RepositoryLayout.METADATA + "([1-9][0-9]{0,15})[.]snapshot[.]json";
    return key.text().matches(pattern) ? Long.parseLong(key.text().replaceFirst(pattern, "$1")) : 0;
  }

  /// Adds what a snapshot names, as far as it can be read: of an old one something may be gone.
  void addSnapshot(long number) {
    ObjectKey key = RepositoryLayout.metadata(MetadataType.SNAPSHOT.toString(), number);
    named.add(key);
    readable(key, bytes -> SignedMetadata.parseSnapshot(bytes, store.address(key)))
        .map(SignedMetadata::signed)
        .ifPresent(this::addRoles);
  }

  private void addRoles(SnapshotMetadata snapshot) {
    snapshot.files().forEach((file, meta) -> addRole(file, meta));
  }

  private void addRole(String file, MetaFile meta) {
    String role = file.substring(0, file.length() - SUFFIX.length());
    ObjectKey key = RepositoryLayout.metadata(role, meta.version());
    if (named.add(key)) {
      readable(key, bytes -> SignedMetadata.parseTargets(bytes, store.address(key)))
          .map(SignedMetadata::signed)
          .ifPresent(this::addTargets);
    }
  }

  private void addTargets(TargetsMetadata role) {
    for (TargetFile target : role.targets().values()) {
      ObjectKey key = RepositoryLayout.target(target);
      named.add(key);
      targets.put(key, target);
    }
  }

  private <T> Optional<T> readable(ObjectKey key, java.util.function.Function<byte[], T> reading) {
    try {
      return store.readSmall(key, MOST_BYTES).map(reading);
    } catch (NexusException.Malformed e) {
      return Optional.empty();
    }
  }
}
