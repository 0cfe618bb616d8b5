package id.openclass.nexus.repo;

import id.openclass.nexus.trust.MetadataStorage;
import id.openclass.nexus.trust.MetadataType;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Trusted metadata of one run, which nothing is kept of.
final class MemoryMetadata implements MetadataStorage {
  private final Map<String, byte[]> files = new ConcurrentHashMap<>();

  /// @param root the root that is trusted to begin with
  static MetadataStorage startingFrom(byte[] root) {
    MemoryMetadata storage = new MemoryMetadata();
    storage.write(MetadataType.ROOT.toString(), root);
    return storage;
  }

  @Override
  public Optional<byte[]> read(String role) {
    return Optional.ofNullable(files.get(role)).map(byte[]::clone);
  }

  @Override
  public void write(String role, byte[] bytes) {
    files.put(role, bytes.clone());
  }

  @Override
  public void remove(String role) {
    files.remove(role);
  }
}
