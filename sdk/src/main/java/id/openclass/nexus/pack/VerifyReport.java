package id.openclass.nexus.pack;

import id.openclass.nexus.archive.Unpacked;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What verifying a package found. A package is valid when there is no error; a signature is not
/// looked at.
///
/// @param errors why it is not valid, each a sentence that is safe for a terminal
/// @param warnings what the older program or a careful reader would stumble over
/// @param damaged the chunks of the model whose bytes are wrong
/// @param metadata what `metadata.json` says; null when it cannot be read
/// @param files paths inside the package
public record VerifyReport(
    List<String> errors,
    List<String> warnings,
    List<Unpacked.Damage> damaged,
    @Nullable PackageMetadata metadata,
    List<String> files) {
  /// Copies the lists.
  public VerifyReport {
    errors = List.copyOf(errors);
    warnings = List.copyOf(warnings);
    damaged = List.copyOf(damaged);
    files = List.copyOf(files);
  }

  /// Whether the package is what it says it is.
  ///
  /// @return true when there is no error
  public boolean valid() {
    return errors.isEmpty();
  }

  /// As `VerifyReport[valid, 6 files]`.
  @Override
  public String toString() {
    return "VerifyReport["
        + (valid() ? "valid" : errors.size() + " errors")
        + (damaged.isEmpty() ? "" : ", " + damaged.size() + " damaged chunks")
        + ", "
        + files.size()
        + " files]";
  }
}
