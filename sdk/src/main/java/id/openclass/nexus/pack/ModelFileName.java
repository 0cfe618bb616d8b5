package id.openclass.nexus.pack;

import id.openclass.nexus.archive.EntryNames;
import id.openclass.nexus.archive.PackageLayout;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// What a model file is called inside a package: `docs/package-format.md` section 1.
final class ModelFileName {
  private static final Pattern RULE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
  private static final Set<String> TAKEN =
      Set.of(
          PackageLayout.README.toLowerCase(Locale.ROOT),
          PackageLayout.MANIFEST,
          PackageLayout.SIGNATURE,
          PackageLayout.CHUNKS,
          "config");

  private ModelFileName() {}

  static boolean isSafe(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return RULE.matcher(name).matches()
        && !name.endsWith(".")
        && !lower.endsWith(PackageLayout.METADATA)
        && !TAKEN.contains(lower)
        && !EntryNames.isWindowsDevice(name);
  }

  /// The file's own name where it is safe, else the package's.
  ///
  /// @param extension what the name must end in, with its point, or empty
  static String choose(String fileName, String packageName, String extension) {
    boolean fits = isSafe(fileName) && fileName.endsWith(extension);
    return fits ? fileName : packageName + (extension.isEmpty() ? ".bin" : extension);
  }
}
