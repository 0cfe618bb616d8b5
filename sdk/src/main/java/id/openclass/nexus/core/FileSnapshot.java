package id.openclass.nexus.core;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;

/// What a file was when work on it began, to notice that somebody writes to it.
///
/// @param sizeBytes its size
/// @param modified when it was last written
/// @param key which file it is, as the file system knows it
public record FileSnapshot(long sizeBytes, Instant modified, String key) {
  /// Looks at a file.
  ///
  /// @param file an existing file
  /// @return what it is now
  /// @throws NexusException.NotFound when there is none
  public static FileSnapshot of(Path file) {
    try {
      BasicFileAttributes a = Files.readAttributes(file, BasicFileAttributes.class);
      return new FileSnapshot(
          a.size(), a.lastModifiedTime().toInstant(), String.valueOf(a.fileKey()));
    } catch (IOException e) {
      throw NexusException.io("read", file, e);
    }
  }

  /// Insists that the file is still the same.
  ///
  /// @param file the same path
  /// @param consequence what becomes of the work: `the model changed while it was packed; no
  ///   package was made`
  /// @throws NexusException.Malformed when it was written to or replaced
  public void requireUnchanged(Path file, String consequence) {
    if (!equals(of(file))) {
      throw NexusException.malformed(
          consequence, file.toString(), -1, "wait until nothing writes to it, then run this again");
    }
  }
}
