package id.openclass.nexus.aws;

import id.openclass.nexus.core.ByteRange;
import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.store.ObjectSource;
import java.security.MessageDigest;

/// Compares what is in a bucket with what should be, by its size and digest.
///
/// @param there the object
record ObjectComparison(ObjectSource there) {
  static ObjectComparison of(ObjectSource there) {
    return new ObjectComparison(there);
  }

  /// Whether it is the same. Reads all of it when no digest was recorded with it.
  boolean has(long size, Digest sha256) {
    return there.length() == size && sha256.equals(digest());
  }

  private Digest digest() {
    Digest recorded = there.info().sha256();
    if (recorded != null) {
      return recorded;
    }
    MessageDigest sha = Digest.sha256(there.length());
    there.transfer(new ByteRange(0, there.length()), sha::update);
    return Digest.finish(sha);
  }

  void requireContent(long size, Digest sha256) {
    if (!has(size, sha256)) {
      throw NexusException.refused(
          "another content has this name already: "
              + Display.grouped(there.length())
              + " bytes there, "
              + Display.grouped(size)
              + " here",
          there.name(),
          "what is published stays as it is: give the new one another name or version");
    }
  }
}
