package id.openclass.nexus.archive;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Which names an archive's entries may have: only such as mean the same file, inside the output
/// folder, on Linux, macOS and Windows. Remembers what it has seen, so that no name comes twice.
public final class EntryNames {
  private static final Pattern DEVICE =
      Pattern.compile("(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\\$|conout\\$)(\\..*)?");

  /// Longest path of an entry, in characters: Windows' limit of 260 leaves this beside a folder's.
  private static final int MAX_LENGTH = 200;

  private final String archive;
  private final Set<String> seen = new HashSet<>();

  /// Names of one archive.
  ///
  /// @param archive what errors call it
  public EntryNames(String archive) {
    this.archive = archive;
  }

  /// Accepts the next entry's name.
  ///
  /// @param name as the archive has it
  /// @return the name without a final `/` or leading `./`
  /// @throws NexusException.Malformed when the name is unsafe or was there before
  public String accept(String name) {
    String path = name.startsWith("./") ? name.substring(2) : name;
    path = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    String fault = fault(path);
    if (fault == null && !seen.add(path.toLowerCase(Locale.ROOT))) {
      fault = "comes twice";
    }
    if (fault != null) {
      throw NexusException.malformed(
          "entry " + Display.escape(name, 80) + " " + fault,
          archive,
          -1,
          "do not unpack this archive; get it again from its publisher");
    }
    return path;
  }

  /// Whether Windows keeps a name for a device.
  ///
  /// @param name one part of a path
  /// @return true for `con`, `NUL.txt`, `com1` and the like
  public static boolean isWindowsDevice(String name) {
    return DEVICE.matcher(name.toLowerCase(Locale.ROOT)).matches();
  }

  private static @Nullable String fault(String path) {
    if (path.isEmpty() || path.length() > MAX_LENGTH) {
      return "has a name of " + path.length() + " characters";
    }
    if (path.startsWith("/")) {
      return "is absolute";
    }
    if (!Display.escape(path).equals(path)) {
      return "has control characters in its name";
    }
    if (path.chars().anyMatch(c -> "\\:*?\"<>|".indexOf(c) >= 0)) {
      return "has a character that Windows refuses in names";
    }
    for (String part : path.split("/", -1)) {
      if (part.isEmpty() || part.equals(".") || part.equals("..")) {
        return "leaves its folder";
      }
      if (part.endsWith(".") || part.endsWith(" ") || isWindowsDevice(part)) {
        return "has a name that Windows reserves";
      }
    }
    return null;
  }
}
