package id.openclass.nexus.trust;

import java.util.Locale;

/// The four forms of TUF metadata, each also the name of a top-level role. Delegated roles have the
/// form of [#TARGETS].
public enum MetadataType {
  /// Which keys speak for which role.
  ROOT,
  /// Which targets there are, and who speaks for others.
  TARGETS,
  /// Which versions of all targets roles belong together.
  SNAPSHOT,
  /// Which snapshot is current.
  TIMESTAMP;

  /// As metadata has it: `root`.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Whether a role is one of the four.
  ///
  /// @param role a role's name
  /// @return true for `root`, `targets`, `snapshot`, `timestamp`
  public static boolean isTopLevel(String role) {
    for (MetadataType type : values()) {
      if (type.toString().equals(role)) {
        return true;
      }
    }
    return false;
  }
}
