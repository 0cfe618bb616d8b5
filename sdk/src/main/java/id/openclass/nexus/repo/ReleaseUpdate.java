package id.openclass.nexus.repo;

import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.trust.JsonFields;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A delta update that leads to a release.
///
/// @param from the version that a site must have
/// @param base SHA-256 of that version's model file
/// @param type what kind of delta it is: `tensor`, `binary`, `file-based`, or one that this program
///   does not know
/// @param file the update as one tar
public record ReleaseUpdate(String from, Digest base, String type, PublishedFile file) {
  static ReleaseUpdate parse(JsonFields json, String name) {
    String from = json.text("from");
    if (!ReleaseName.isVersion(from)) {
      throw json.malformed("from", "is no version: " + Display.escape(from, 70));
    }
    String type = json.text("type");
    if (!type.matches("[a-z0-9-]{1,40}")) {
      throw json.malformed("type", "is no kind of delta: " + Display.escape(type, 50));
    }
    return new ReleaseUpdate(
        from,
        PublishedFile.digest(json, "base_sha256"),
        type,
        PublishedFile.parse(json.object("file"), name));
  }

  Map<String, @Nullable Object> toJson() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("from", from);
    json.put("base_sha256", base.hex());
    json.put("type", type);
    json.put("file", file.toJson());
    return json;
  }

  /// As `ReleaseUpdate[from 1.0.0, tensor, 12.0 MB]`.
  @Override
  public String toString() {
    return "ReleaseUpdate[from "
        + from
        + ", "
        + type
        + ", "
        + Display.bytes(file.sizeBytes())
        + "]";
  }
}
