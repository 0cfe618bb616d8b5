package id.openclass.nexus.store;

import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.Display;
import org.jspecify.annotations.Nullable;

/// What a store says of an object.
///
/// @param sizeBytes how long it is
/// @param version which content it has
/// @param sha256 the digest that was recorded with it, as it is stored; null when none was. Nobody
///   checked it: whoever wrote the object said so
public record ObjectInfo(long sizeBytes, ObjectVersion version, @Nullable Digest sha256) {
  /// As `ObjectInfo[253 MB, sha256 1a2b3c4d5e6f]`.
  @Override
  public String toString() {
    return "ObjectInfo["
        + Display.bytes(sizeBytes)
        + (sha256 == null ? "" : ", sha256 " + sha256.hex().substring(0, 12))
        + "]";
  }
}
