package id.openclass.nexus.trust;

import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is signed of one target.
///
/// @param path its TARGETPATH, relative to the repository's targets: data, and no path on this
///   machine before it was checked
/// @param length in bytes
/// @param hashes what its hashes must be
/// @param custom what the publisher says more of it; empty when nothing
public record TargetFile(
    String path, long length, FileHashes hashes, Map<String, @Nullable Object> custom) {
  /// Describes a file.
  ///
  /// @param path where it goes, relative to the targets
  /// @param length in bytes
  /// @param sha256 its digest
  /// @return the target
  public static TargetFile of(String path, long length, Digest sha256) {
    return new TargetFile(path, length, FileHashes.of(sha256), Map.of());
  }

  static TargetFile parse(String path, JsonFields file) {
    if (path.isEmpty() || path.length() > MetadataLimits.TARGET_PATH_CHARACTERS) {
      throw file.malformed("", "has a path of " + path.length() + " characters");
    }
    return new TargetFile(
        path,
        file.integer("length", 0, Long.MAX_VALUE),
        FileHashes.parse(file.object("hashes")),
        file.has("custom") ? file.object("custom").map() : Map.of());
  }

  Map<String, @Nullable Object> toJson() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("length", length);
    json.put("hashes", hashes.byName());
    if (!custom.isEmpty()) {
      json.put("custom", custom);
    }
    return json;
  }

  /// Where it is in the repository: TUF 5.7.3.
  ///
  /// @param consistentSnapshot whether the root says that names have hashes in them
  /// @return the path relative to the targets: `a/b/HASH.c`
  /// @throws NexusException.Untrusted when the name needs a hash and none is known
  public String location(boolean consistentSnapshot) {
    if (!consistentSnapshot) {
      return path;
    }
    String hash = hashes.prefix();
    if (hash == null) {
      throw NexusException.untrusted(
          NexusException.Untrusted.Reason.MISMATCH,
          "it is signed only with hashes that this program does not know",
          path,
          "update Nexus, then try again");
    }
    int name = path.lastIndexOf('/') + 1;
    return path.substring(0, name) + hash + "." + path.substring(name);
  }

  /// Compares bytes with it as they arrive.
  ///
  /// @param where what errors call them
  /// @return a check that was fed nothing yet
  /// @throws NexusException.Untrusted when none of its hashes is known
  public ContentCheck check(String where) {
    return ContentCheck.of(length, hashes, where);
  }

  /// As `TargetFile[tiny/1.0.0/release.json, 1.20 kB]`.
  @Override
  public String toString() {
    return "TargetFile[" + Display.escape(path, 70) + ", " + Display.bytes(length) + "]";
  }
}
