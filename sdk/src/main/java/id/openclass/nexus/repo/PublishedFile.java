package id.openclass.nexus.repo;

import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.store.ObjectKey;
import id.openclass.nexus.trust.JsonFields;
import id.openclass.nexus.trust.TargetFile;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A large file of a release: a package, a chunk table, an update. It is a TUF target of its own;
/// this says it once more, so that a plan needs nothing but the release.
///
/// @param path its TUF target path: `tiny/1.0.0/tiny-1.0.0.tar.gz`
/// @param sizeBytes how long it is
/// @param sha256 of the file as it is stored
public record PublishedFile(String path, long sizeBytes, Digest sha256) {
  /// Reads the object.
  ///
  /// @param name the model that the file has to belong to
  /// @throws NexusException.Malformed when it is none, or the path lies elsewhere
  static PublishedFile parse(JsonFields json, String name) {
    String path = json.text("path");
    if (!RepositoryLayout.isPathOf(name, path)) {
      throw json.malformed("path", "is no path of " + name + ": " + Display.escape(path, 80));
    }
    return new PublishedFile(
        path, json.integer("size_bytes", 0, Long.MAX_VALUE), digest(json, "sha256"));
  }

  static Digest digest(JsonFields json, String key) {
    String hex = json.text(key);
    if (!hex.matches("[0-9a-f]{64}")) {
      throw json.malformed(key, "is no SHA-256: " + Display.escape(hex, 70));
    }
    return Digest.parse(hex);
  }

  Map<String, @Nullable Object> toJson() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("path", path);
    json.put("size_bytes", sizeBytes);
    json.put("sha256", sha256.hex());
    return json;
  }

  /// The object that it is in a repository.
  ///
  /// @return its key, with the digest in it
  public ObjectKey key() {
    return RepositoryLayout.target(TargetFile.of(path, sizeBytes, sha256));
  }

  /// The last part of the path.
  ///
  /// @return a file name
  public String fileName() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /// As `PublishedFile[tiny/1.0.0/tiny-1.0.0.tar.gz, 231 MB]`.
  @Override
  public String toString() {
    return "PublishedFile[" + Display.escape(path, 60) + ", " + Display.bytes(sizeBytes) + "]";
  }
}
