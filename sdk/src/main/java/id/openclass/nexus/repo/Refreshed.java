package id.openclass.nexus.repo;

import java.util.List;

/// What was signed anew.
///
/// @param roles their names, in order
/// @param left roles whose keys are not at hand: they expire unless somebody else refreshes them
/// @param rootVersion the number of the root that counts now
public record Refreshed(List<String> roles, List<String> left, long rootVersion) {
  /// Copies the lists.
  public Refreshed {
    roles = List.copyOf(roles);
    left = List.copyOf(left);
  }

  /// As `Refreshed[3 roles, root 2]`.
  @Override
  public String toString() {
    return "Refreshed[" + roles.size() + " roles, root " + rootVersion + "]";
  }
}
