package id.openclass.nexus.delta;

import java.util.List;

/// What verifying an update found. It is valid when there is no error; a signature is not looked
/// at, and no base is needed.
///
/// @param errors why it is not valid, each a sentence that is safe for a terminal
/// @param warnings what is odd but does no harm
/// @param metadata what the update says of itself
/// @param files names inside the update
public record UpdateReport(
    List<String> errors, List<String> warnings, DeltaMetadata metadata, List<String> files) {
  /// Copies the lists.
  public UpdateReport {
    errors = List.copyOf(errors);
    warnings = List.copyOf(warnings);
    files = List.copyOf(files);
  }

  /// Whether the update is what it says it is.
  ///
  /// @return true when there is no error
  public boolean valid() {
    return errors.isEmpty();
  }

  /// As `UpdateReport[valid, 8 files]`.
  @Override
  public String toString() {
    return "UpdateReport["
        + (valid() ? "valid" : errors.size() + " errors")
        + ", "
        + files.size()
        + " files]";
  }
}
