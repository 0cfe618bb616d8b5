package id.openclass.nexus.pack;

import id.openclass.nexus.archive.EntryNames;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// The rule for package names (`docs/package-format.md` section 1): they become folders, S3 keys
/// and patterns as they are, on every system.
public final class PackageName {
  private static final Pattern RULE = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");
  private static final Set<String> ROLES = Set.of("root", "targets", "snapshot", "timestamp");

  private PackageName() {}

  /// Whether a name is allowed.
  ///
  /// @param name any text
  /// @return true when a package may have it
  public static boolean isAllowed(String name) {
    return RULE.matcher(name).matches()
        && !name.endsWith(".")
        && !ROLES.contains(name)
        && !EntryNames.isWindowsDevice(name);
  }

  /// Insists on an allowed name.
  ///
  /// @param name any text
  /// @return the name
  /// @throws NexusException.InvalidValue with a name that would do
  public static String require(String name) {
    if (!isAllowed(name)) {
      throw NexusException.invalidValue(
          "not a package name: " + Display.escape(name, 80),
          "use 1 to 64 of a-z, 0-9, point, - and _, for example --name " + from(name));
    }
    return name;
  }

  /// Makes an allowed name of any text, such as a model's title or a file name.
  ///
  /// @param text any text
  /// @return lower case, with `-` for what is not allowed; `model` when nothing is left
  public static String from(String text) {
    String name =
        text.toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9._]+", "-")
            .replaceAll("^[^a-z0-9]+|[^a-z0-9]+$", "");
    name = name.substring(0, Math.min(64, name.length())).replaceAll("[^a-z0-9]+$", "");
    if (isAllowed(name)) {
      return name;
    }
    if (name.isEmpty()) {
      return "model";
    }
    String longer = "model-" + name.substring(0, Math.min(58, name.length()));
    return isAllowed(longer) ? longer : "model";
  }
}
