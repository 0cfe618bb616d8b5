package id.openclass.nexus.repo;

import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.store.Store;
import id.openclass.nexus.trust.SigningKey;
import java.util.List;

/// Private keys where everybody can read them.
final class PrivateKeys {
  /// An RSA key of 8192 bits as PEM has 6.4 kB.
  private static final int MOST_BYTES = 64 << 10;

  private PrivateKeys() {}

  /// Refuses a store that holds one. What has the repository's own names was looked at before it
  /// was written.
  ///
  /// @throws NexusException.Refused with its place
  static void refuseIn(Store.Writable store, List<Store.Writable.Listed> objects) {
    for (Store.Writable.Listed object : objects) {
      String key = object.key().text();
      boolean foreign =
          !key.startsWith(RepositoryLayout.METADATA) && !key.startsWith(RepositoryLayout.TARGETS);
      if (foreign && object.sizeBytes() <= MOST_BYTES) {
        store
            .readSmall(object.key(), MOST_BYTES)
            .filter(SigningKey::isIn)
            .ifPresent(_ -> refuse(store.address(object.key())));
      }
    }
  }

  private static void refuse(String where) {
    throw NexusException.refused(
        "there is a private key in the repository, where everybody can read it",
        where,
        "move it away, and trust it no more: somebody may have copied it");
  }
}
