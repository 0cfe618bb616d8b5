package id.openclass.nexus.repo;

import id.openclass.nexus.trust.RoleKeys;
import id.openclass.nexus.trust.VerifyingKey;
import java.util.List;

/// Who shall sign a new repository.
///
/// @param root of the root
/// @param targets of the top-level targets
/// @param online of snapshot and timestamp
public record FirstKeys(RoleKeys root, RoleKeys targets, RoleKeys online) {
  /// One key for every role: for demonstrations, and for whoever publishes alone.
  ///
  /// @param key the key
  /// @return the keys
  public static FirstKeys all(VerifyingKey key) {
    RoleKeys one = RoleKeys.of(1, List.of(key));
    return new FirstKeys(one, one, one);
  }

  /// As `FirstKeys[root 2 of 3, targets 1 of 1, online 1 of 1]`.
  @Override
  public String toString() {
    return "FirstKeys[root "
        + counts(root)
        + ", targets "
        + counts(targets)
        + ", online "
        + counts(online)
        + "]";
  }

  private static String counts(RoleKeys keys) {
    return keys.threshold() + " of " + keys.ids().size();
  }
}
