package id.openclass.nexus.pack;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import java.math.BigInteger;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A version as Semantic Versioning 2.0.0 (semver.org) defines it: `1.4.0`, `2.0.0-rc.1+build.5`.
///
/// Ordered by the specification's section 11, so build metadata does not count in [#compareTo]; it
/// does in [#equals].
///
/// @param major incompatible changes
/// @param minor additions
/// @param patch corrections
/// @param prerelease dotted identifiers without the leading `-`, or empty
/// @param build dotted identifiers without the leading `+`, or empty
public record SemanticVersion(
    BigInteger major, BigInteger minor, BigInteger patch, String prerelease, String build)
    implements Comparable<SemanticVersion> {

  /// A version becomes file names and keys: longer ones would not fit them.
  public static final int MAX_LENGTH = 64;

  // The specification's own expression, with its groups.
  private static final Pattern GRAMMAR =
      Pattern.compile(
          "(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)"
              + "(?:-((?:0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\\.(?:0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?"
              + "(?:\\+([0-9a-zA-Z-]+(?:\\.[0-9a-zA-Z-]+)*))?");

  private static final Pattern OLDER_PROGRAM =
      Pattern.compile("\\d+\\.\\d+\\.\\d+(-[a-zA-Z0-9]+)?");

  /// Which number [#increment] raises.
  public enum Part {
    /// The first.
    MAJOR,
    /// The second.
    MINOR,
    /// The third.
    PATCH;

    /// Finds a part by its name.
    ///
    /// @param name `major`, `minor` or `patch`, in any case
    /// @return the part
    /// @throws NexusException.InvalidValue for anything else
    public static Part parse(String name) {
      for (Part part : values()) {
        if (part.name().equalsIgnoreCase(name)) {
          return part;
        }
      }
      throw NexusException.invalidValue(
          "no part of a version: " + Display.escape(name, 40), "use major, minor or patch");
    }

    /// The name in lower case.
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// Reads a version.
  ///
  /// @param text 64 characters at most
  /// @return the version
  /// @throws NexusException.InvalidValue when it is not one
  public static SemanticVersion parse(String text) {
    Matcher m = GRAMMAR.matcher(text);
    if (text.length() > MAX_LENGTH || !m.matches()) {
      throw NexusException.invalidValue(
          "not a semantic version: " + Display.escape(text, 80), suggestion(text));
    }
    return new SemanticVersion(
        new BigInteger(m.group(1)),
        new BigInteger(m.group(2)),
        new BigInteger(m.group(3)),
        m.group(4) == null ? "" : m.group(4),
        m.group(5) == null ? "" : m.group(5));
  }

  private static String suggestion(String text) {
    String bare = text.startsWith("v") ? text.substring(1) : text;
    for (String guess : new String[] {bare, bare + ".0", bare + ".0.0"}) {
      if (guess.length() <= MAX_LENGTH && GRAMMAR.matcher(guess).matches()) {
        return "did you mean " + guess + "?";
      }
    }
    return "write MAJOR.MINOR.PATCH, for example 1.0.0 or 1.1.0-rc.1";
  }

  /// The next version, without prerelease or build.
  ///
  /// @param part which number to raise; those after it become 0
  /// @return the new version
  public SemanticVersion increment(Part part) {
    BigInteger zero = BigInteger.ZERO;
    BigInteger one = BigInteger.ONE;
    return switch (part) {
      case MAJOR -> new SemanticVersion(major.add(one), zero, zero, "", "");
      case MINOR -> new SemanticVersion(major, minor.add(one), zero, "", "");
      case PATCH -> new SemanticVersion(major, minor, patch.add(one), "", "");
    };
  }

  /// Whether the program in schools accepts this version.
  ///
  /// @return false for dotted prereleases and build metadata
  public boolean isReadByOlderProgram() {
    return OLDER_PROGRAM.matcher(toString()).matches();
  }

  @Override
  public int compareTo(SemanticVersion other) {
    int order = major.compareTo(other.major);
    order = order != 0 ? order : minor.compareTo(other.minor);
    order = order != 0 ? order : patch.compareTo(other.patch);
    return order != 0 ? order : comparePrereleases(prerelease, other.prerelease);
  }

  private static int comparePrereleases(String a, String b) {
    if (a.isEmpty() || b.isEmpty()) {
      return Boolean.compare(a.isEmpty(), b.isEmpty()); // a release is above its prereleases
    }
    String[] x = a.split("\\.", -1);
    String[] y = b.split("\\.", -1);
    for (int i = 0; i < Math.min(x.length, y.length); i++) {
      int order = compareIdentifiers(x[i], y[i]);
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(x.length, y.length);
  }

  private static int compareIdentifiers(String a, String b) {
    boolean aNumeric = a.chars().allMatch(Character::isDigit);
    boolean bNumeric = b.chars().allMatch(Character::isDigit);
    if (aNumeric && bNumeric) {
      return new BigInteger(a).compareTo(new BigInteger(b));
    }
    return aNumeric != bNumeric ? Boolean.compare(bNumeric, aNumeric) : a.compareTo(b);
  }

  /// As it is written: `1.4.0-rc.1`.
  @Override
  public String toString() {
    return major
        + "."
        + minor
        + "."
        + patch
        + (prerelease.isEmpty() ? "" : "-" + prerelease)
        + (build.isEmpty() ? "" : "+" + build);
  }
}
