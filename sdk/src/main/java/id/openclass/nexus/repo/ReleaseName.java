package id.openclass.nexus.repo;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.pack.PackageName;
import id.openclass.nexus.pack.SemanticVersion;

/// Which version of which model: `tiny@1.0.0`.
///
/// @param name the model
/// @param version a semantic version without build metadata
public record ReleaseName(String name, String version) {
  /// Checks the rules.
  ///
  /// @throws NexusException.InvalidValue when one is not allowed
  public ReleaseName {
    PackageName.require(name);
    if (!isVersion(version)) {
      throw NexusException.invalidValue(
          "not a version that can be published: " + Display.escape(version, 70),
          "MAJOR.MINOR.PATCH, for example 1.4.0 or 1.4.0-rc.1, without anything after a +");
    }
  }

  /// Reads what was typed.
  ///
  /// @param text `NAME@VERSION`
  /// @return the name
  /// @throws NexusException.InvalidValue when it is anything else
  public static ReleaseName parse(String text) {
    int at = text.indexOf('@');
    if (at < 0) {
      throw NexusException.invalidValue(
          "not NAME@VERSION: " + Display.escape(text, 80), "for example tiny@1.1.0");
    }
    return new ReleaseName(text.substring(0, at), text.substring(at + 1));
  }

  /// Whether a text is meant to name a version in a repository, and not a file.
  ///
  /// @param text any text
  /// @return true for `NAME@VERSION` where both are allowed
  public static boolean isOne(String text) {
    int at = text.indexOf('@');
    return at > 0
        && PackageName.isAllowed(text.substring(0, at))
        && isVersion(text.substring(at + 1));
  }

  /// The version, to be compared.
  ///
  /// @return the version
  public SemanticVersion semantic() {
    return SemanticVersion.parse(version);
  }

  static boolean isVersion(String version) {
    try {
      SemanticVersion parsed = SemanticVersion.parse(version);
      return parsed.build().isEmpty() && parsed.toString().equals(version);
    } catch (NexusException.InvalidValue e) {
      return false;
    }
  }

  /// As it is typed: `tiny@1.0.0`.
  @Override
  public String toString() {
    return name + "@" + version;
  }
}
