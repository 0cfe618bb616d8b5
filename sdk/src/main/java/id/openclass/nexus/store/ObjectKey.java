package id.openclass.nexus.store;

import id.openclass.nexus.archive.EntryNames;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Names an object in a store: parts parted by `/`, such that a folder on any system, an address
/// and a bucket can hold it. `docs/stores.md` section 1. Keys are in the order of their text.
///
/// @param text the key, as every store has it
public record ObjectKey(String text) implements Comparable<ObjectKey> {
  private static final int MOST_BYTES = 1024;
  private static final int MOST_PART_BYTES = 240;
  private static final String REFUSED_BY_WINDOWS = "\\:*?\"<>|";

  /// Checks the rules.
  ///
  /// @throws NexusException.InvalidValue when a rule is broken
  public ObjectKey {
    String fault = fault(text);
    if (fault != null) {
      throw NexusException.invalidValue(
          "not a key: " + Display.escape(text, 80) + ": " + fault,
          "for example models/tiny-1.0.0.tar.gz");
    }
  }

  /// Makes a key.
  ///
  /// @param text parts parted by `/`
  /// @return the key
  /// @throws NexusException.InvalidValue when a rule of section 1 is broken
  public static ObjectKey of(String text) {
    return new ObjectKey(text);
  }

  /// Whether a text is a key.
  ///
  /// @param text any text
  /// @return true when no rule is broken
  public static boolean isAllowed(String text) {
    return fault(text) == null;
  }

  private static @Nullable String fault(String text) {
    int bytes = bytes(text);
    if (bytes == 0 || bytes > MOST_BYTES) {
      return "it has " + bytes + " bytes, allowed are 1 to " + MOST_BYTES;
    }
    if (!Display.escape(text).equals(text)) {
      return "it has control characters";
    }
    if (text.chars().anyMatch(c -> REFUSED_BY_WINDOWS.indexOf(c) >= 0)) {
      return "it has one of " + REFUSED_BY_WINDOWS;
    }
    for (String part : text.split("/", -1)) {
      if (part.isEmpty()) {
        return "a part of it is empty";
      }
      if (bytes(part) > MOST_PART_BYTES) {
        return "a part of it is longer than " + MOST_PART_BYTES + " bytes";
      }
      if (part.startsWith(".")) {
        return "a part of it begins with a point";
      }
      if (part.endsWith(".") || part.endsWith(" ") || EntryNames.isWindowsDevice(part)) {
        return "a part of it is a name that Windows reserves";
      }
    }
    return null;
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /// The last part.
  ///
  /// @return a name without `/`
  public String name() {
    return text.substring(text.lastIndexOf('/') + 1);
  }

  @Override
  public int compareTo(ObjectKey other) {
    return text.compareTo(other.text);
  }

  /// The key as it is.
  @Override
  public String toString() {
    return text;
  }
}
