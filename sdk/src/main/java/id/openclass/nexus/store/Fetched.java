package id.openclass.nexus.store;

import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.OutputFile;
import java.nio.file.Path;
import java.util.Locale;

/// A file that was fetched.
///
/// @param file where it is
/// @param outcome whether it was there already with the same bytes
/// @param sizeBytes how long it is
/// @param sha256 of the file as it is stored
/// @param checked what its bytes were compared with; never who published it
/// @param resumedAt how many bytes runs before had brought
/// @param receivedBytes how many came now, what came twice counted twice
public record Fetched(
    Path file,
    OutputFile.Outcome outcome,
    long sizeBytes,
    Digest sha256,
    Checked checked,
    long resumedAt,
    long receivedBytes) {

  /// What bytes were compared with, the strongest first.
  public enum Checked {
    /// The digest that the caller expects.
    EXPECTED,
    /// The digests of the package's own chunk table.
    CHUNKS,
    /// The digest that was recorded with the object.
    RECORDED,
    /// Nothing but the length.
    LENGTH;

    /// As answers have it: `expected`, `chunks`, `recorded`, `length`.
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// As `Fetched[tiny-1.0.0.tar.gz, 231 MB, checked by chunks]`.
  @Override
  public String toString() {
    return "Fetched["
        + Display.escape(String.valueOf(file.getFileName()), 40)
        + ", "
        + Display.bytes(sizeBytes)
        + ", checked by "
        + checked
        + "]";
  }
}
