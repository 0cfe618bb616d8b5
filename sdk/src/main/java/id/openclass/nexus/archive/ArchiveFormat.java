package id.openclass.nexus.archive;

import id.openclass.nexus.core.NexusException;
import java.util.Locale;

/// The two kinds of archive that packages come in.
public enum ArchiveFormat {
  /// A tar file in gzip members: `docs/package-format.md` section 6.
  TAR_GZ("tar.gz"),
  /// A zip file: section 7.
  ZIP("zip");

  private final String extension;

  ArchiveFormat(String extension) {
    this.extension = extension;
  }

  /// What a file's name ends in.
  ///
  /// @return the extension without a leading dot
  public String extension() {
    return extension;
  }

  /// Finds a format by its extension.
  ///
  /// @param text `tar.gz` (also `tgz`) or `zip`, in any case
  /// @return the format
  /// @throws NexusException.InvalidValue for anything else
  public static ArchiveFormat parse(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "tar.gz", "tgz" -> TAR_GZ;
      case "zip" -> ZIP;
      default ->
          throw NexusException.invalidValue("no such archive format: " + text, "use tar.gz or zip");
    };
  }

  /// The extension.
  @Override
  public String toString() {
    return extension;
  }
}
