package id.openclass.nexus.keys;

import static java.nio.file.attribute.PosixFilePermission.GROUP_READ;
import static java.nio.file.attribute.PosixFilePermission.GROUP_WRITE;
import static java.nio.file.attribute.PosixFilePermission.OTHERS_READ;
import static java.nio.file.attribute.PosixFilePermission.OTHERS_WRITE;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.Set;

/// Files that only their owner should read.
final class SecretFile {
  private static final Set<PosixFilePermission> OF_OTHERS =
      Set.of(GROUP_READ, GROUP_WRITE, OTHERS_READ, OTHERS_WRITE);

  private SecretFile() {}

  /// Refuses a file that others can read or write. Where a file system has no modes, its own rules
  /// count, and nothing is checked.
  static void requireOwnersOnly(Path file, String what) {
    if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return;
    }
    try {
      Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
      if (!Collections.disjoint(mode, OF_OTHERS)) {
        String path = Display.escape(file.toString());
        throw NexusException.refused(
            "others can read or write this "
                + what
                + ": its mode is "
                + PosixFilePermissions.toString(mode),
            path,
            "chmod 600 " + typed(path));
      }
    } catch (IOException e) {
      throw NexusException.io("read", file, e);
    }
  }

  private static String typed(String path) {
    return path.matches("[A-Za-z0-9_./-]+") ? path : "'" + path.replace("'", "'\\''") + "'";
  }
}
