package id.openclass.nexus.repo;

import id.openclass.nexus.core.Display;
import java.util.List;

/// What looking through a repository found.
///
/// @param errors what readers would stumble over, each a sentence that is safe for a terminal
/// @param warnings what its publisher should know
/// @param objects how many objects its metadata names
/// @param bytes how much they are
/// @param releases how many versions are published
/// @param deep whether every byte was read
public record RepositoryReport(
    List<String> errors,
    List<String> warnings,
    int objects,
    long bytes,
    int releases,
    boolean deep) {
  /// Copies the lists.
  public RepositoryReport {
    errors = List.copyOf(errors);
    warnings = List.copyOf(warnings);
  }

  /// Whether readers get all that is promised.
  ///
  /// @return true without errors
  public boolean valid() {
    return errors.isEmpty();
  }

  /// As `RepositoryReport[valid, 12 objects, 253 MB]`.
  @Override
  public String toString() {
    return "RepositoryReport["
        + (valid() ? "valid" : errors.size() + " errors")
        + ", "
        + objects
        + " objects, "
        + Display.bytes(bytes)
        + "]";
  }
}
