package id.openclass.nexus.repo;

import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.core.Digest;
import id.openclass.nexus.store.ObjectKey;
import id.openclass.nexus.trust.TargetFile;

/// An object that is to be written before any metadata names it.
///
/// @param key its key, with its digest
/// @param content its bytes
/// @param sha256 of them
record NewObject(ObjectKey key, ByteSource content, Digest sha256) {
  static NewObject of(TargetFile target, ByteSource content, Digest sha256) {
    return new NewObject(RepositoryLayout.target(target), content, sha256);
  }

  /// As `NewObject[targets/tiny/1.0.0/HASH.release.json]`.
  @Override
  public String toString() {
    return "NewObject[" + key + "]";
  }
}
