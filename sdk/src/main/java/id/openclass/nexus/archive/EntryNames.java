package id.openclass.nexus.archive;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import java.text.Normalizer;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Which names an archive's entries may have: only such as mean the same file, inside the output
/// folder, on Linux, macOS and Windows. Remembers what it has seen, so that no name comes twice and
/// no file has the name of a folder.
public final class EntryNames {
  private static final Pattern DEVICE =
      Pattern.compile("(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\\$|conout\\$)(\\..*)?");

  /// Longest path of an entry, in characters: Windows' limit of 260 leaves this beside a folder's.
  private static final int MAX_LENGTH = 200;

  private final String archive;
  private final Set<String> files = new HashSet<>();
  private final Set<String> folders = new HashSet<>();

  /// Names of one archive.
  ///
  /// @param archive what errors call it
  public EntryNames(String archive) {
    this.archive = archive;
  }

  /// Accepts the next file's name.
  ///
  /// @param name as the archive has it
  /// @return the name without a leading `./`
  /// @throws NexusException.Malformed when the name is unsafe or was there before
  public String accept(String name) {
    String path = checked(name);
    String key = key(path);
    boolean free = files.add(key) && !folders.contains(key) && foldersAreFree(key);
    require(free, name, "comes twice");
    return path;
  }

  /// Accepts the name of a folder's own entry.
  ///
  /// @param name as the archive has it; the root (`./`) counts for nothing
  /// @throws NexusException.Malformed when the name is unsafe or a file's
  public void acceptFolder(String name) {
    String path = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
    if (!path.equals(".")) {
      require(foldersAreFree(key(checked(path)) + "/"), name, "comes twice");
    }
  }

  /// One for all names that some system takes for the same: case and composed letters do not count.
  private static String key(String path) {
    return Normalizer.normalize(path, Normalizer.Form.NFC)
        .toUpperCase(Locale.ROOT)
        .toLowerCase(Locale.ROOT);
  }

  private boolean foldersAreFree(String key) {
    for (int slash = key.indexOf('/'); slash >= 0; slash = key.indexOf('/', slash + 1)) {
      String folder = key.substring(0, slash);
      folders.add(folder);
      if (files.contains(folder)) {
        return false;
      }
    }
    return true;
  }

  private String checked(String name) {
    String path = name.startsWith("./") ? name.substring(2) : name;
    String fault = fault(path);
    require(fault == null, name, String.valueOf(fault));
    return path;
  }

  private void require(boolean right, String name, String fault) {
    if (!right) {
      throw NexusException.malformed(
          "entry " + Display.escape(name, 80) + " " + fault,
          archive,
          -1,
          "do not unpack this archive; get it again from its publisher");
    }
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
