package id.openclass.nexus.repo;

import id.openclass.nexus.store.ObjectSource;
import id.openclass.nexus.store.ObjectVersion;
import id.openclass.nexus.store.Store;
import id.openclass.nexus.trust.MetadataName;
import id.openclass.nexus.trust.MetadataSource;
import java.util.Optional;

/// A repository's metadata from any store. Remembers at which version of the store's it read the
/// timestamp: that is what a publisher replaces.
final class StoreMetadata implements MetadataSource {
  private final Store store;
  private ObjectVersion timestampVersion = ObjectVersion.NONE;

  StoreMetadata(Store store) {
    this.store = store;
  }

  @Override
  public Optional<byte[]> read(MetadataName name, int mostBytes) {
    if (!RepositoryLayout.metadata(name).equals(RepositoryLayout.TIMESTAMP)) {
      return store.readSmall(RepositoryLayout.metadata(name), mostBytes);
    }
    Optional<ObjectSource> timestamp = store.find(RepositoryLayout.TIMESTAMP);
    timestampVersion = timestamp.map(object -> object.info().version()).orElse(ObjectVersion.NONE);
    return timestamp.map(object -> Store.readWhole(object, mostBytes));
  }

  @Override
  public String where(MetadataName name) {
    return store.address(RepositoryLayout.metadata(name));
  }

  ObjectVersion timestampVersion() {
    return timestampVersion;
  }
}
