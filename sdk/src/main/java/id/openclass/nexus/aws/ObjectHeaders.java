package id.openclass.nexus.aws;

import id.openclass.nexus.store.ObjectVersion;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What is written with an object: `docs/stores.md` section 5.
///
/// @param contentType by the key's ending
/// @param cacheControl how long caches may keep it; null: as they like
/// @param publicRead whether its ACL lets everybody read it
/// @param condition what must be there before: nothing, a version, or whatever there is
record ObjectHeaders(
    String contentType,
    @Nullable String cacheControl,
    boolean publicRead,
    ObjectVersion condition) {
  private static final String FOR_EVER = "public, max-age=31536000, immutable";
  private static final String SHORTLY = "public, max-age=60";

  /// Of an object that never changes.
  static ObjectHeaders ofNew(String name) {
    return new ObjectHeaders(contentType(name), FOR_EVER, false, ObjectVersion.NONE);
  }

  /// Of an object that is replaced.
  static ObjectHeaders ofReplaced(String name, ObjectVersion condition) {
    return new ObjectHeaders(contentType(name), SHORTLY, false, condition);
  }

  /// Of an object under a name that somebody chose.
  static ObjectHeaders ofUpload(String name, boolean publicRead, boolean overwrite) {
    return new ObjectHeaders(
        contentType(name), null, publicRead, overwrite ? ObjectVersion.ANY : ObjectVersion.NONE);
  }

  ObjectHeaders withoutCondition() {
    return new ObjectHeaders(contentType, cacheControl, publicRead, ObjectVersion.ANY);
  }

  /// For the header `If-Match`.
  @Nullable String ifMatch() {
    boolean version = !condition.equals(ObjectVersion.NONE) && !condition.equals(ObjectVersion.ANY);
    return version ? condition.tag() : null;
  }

  /// For the header `If-None-Match`.
  @Nullable String ifNoneMatch() {
    return condition.equals(ObjectVersion.NONE) ? "*" : null;
  }

  static String contentType(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.endsWith(".json")) {
      return "application/json";
    }
    if (lower.endsWith(".html")) {
      return "text/html; charset=utf-8";
    }
    if (lower.endsWith(".tar.gz")) {
      return "application/gzip";
    }
    if (lower.endsWith(".zip")) {
      return "application/zip";
    }
    return lower.endsWith(".tar") ? "application/x-tar" : "application/octet-stream";
  }
}
