package id.openclass.nexus.trust;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/// Which metadata file of a repository is meant: `docs/trust.md` section 4.
///
/// @param role the role's name, which may hold any character
/// @param version 0 for the file without a number
public record MetadataName(String role, long version) {
  private static final Pattern WINDOWS_DEVICE =
      Pattern.compile("(con|prn|aux|nul|com[0-9]|lpt[0-9])([.].*)?");

  /// The file's name in a URL: `3.targets.json`, with `%XX` for what is no letter, digit or `-._~`.
  ///
  /// @return one path segment
  public String urlSegment() {
    return (version == 0 ? "" : version + ".") + encoded(role, false) + ".json";
  }

  /// The name under which a client keeps a role's metadata: no two roles have the same one, also
  /// where file names have no case, and none is special to a file system.
  ///
  /// @param role the role's name
  /// @return a file name: `targets.json`
  public static String fileName(String role) {
    String name = encoded(role, true);
    if (WINDOWS_DEVICE.matcher(name).matches()) {
      name = percent((byte) name.charAt(0)) + name.substring(1);
    }
    return name + ".json";
  }

  static String encoded(String text, boolean withoutCapitals) {
    StringBuilder out = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean small = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || "-._~".indexOf(c) >= 0;
      boolean plain = small || (!withoutCapitals && c >= 'A' && c <= 'Z');
      out.append(plain ? String.valueOf(c) : percent(b));
    }
    return out.toString();
  }

  private static String percent(byte b) {
    return String.format(Locale.ROOT, "%%%02X", b);
  }

  /// As people read it: `3.targets.json`, everything odd encoded.
  @Override
  public String toString() {
    return urlSegment();
  }
}
