package id.openclass.nexus.repo;

import id.openclass.nexus.core.Display;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a role of a repository stands.
///
/// @param role its name
/// @param version of its metadata, 0 while there is none
/// @param expires when it does; null while there is none
/// @param keyIds whose signatures count
/// @param threshold how many of them are needed
/// @param atHand whether this publisher has as many
public record RoleStatus(
    String role,
    long version,
    @Nullable Instant expires,
    List<String> keyIds,
    int threshold,
    boolean atHand) {
  /// Copies the list.
  public RoleStatus {
    keyIds = List.copyOf(keyIds);
  }

  /// As `RoleStatus[targets 3, until 2027-11-26T12:00:00Z]`.
  @Override
  public String toString() {
    return "RoleStatus["
        + Display.escape(role, 40)
        + " "
        + version
        + (expires == null ? "]" : ", until " + expires + "]");
  }
}
