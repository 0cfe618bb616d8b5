package id.openclass.nexus.trust;

import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.NexusException.Untrusted.Reason;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What one metadata file says of another: TUF's METAFILES.
///
/// @param version the only right one
/// @param length in bytes; null when it is not said
/// @param hashes null when they are not said
public record MetaFile(long version, @Nullable Long length, @Nullable FileHashes hashes) {
  /// Describes metadata as it will be read.
  ///
  /// @param metadata signed metadata
  /// @return its version, length and SHA-256
  public static MetaFile of(SignedMetadata<?> metadata) {
    byte[] bytes = metadata.bytes();
    return new MetaFile(
        metadata.signed().version(), (long) bytes.length, FileHashes.of(Digest.of(bytes)));
  }

  static MetaFile parse(JsonFields file) {
    Long length = file.has("length") ? file.integer("length", 0, Long.MAX_VALUE) : null;
    return new MetaFile(
        file.integer("version", 1, MetadataLimits.VERSION),
        length,
        file.has("hashes") ? FileHashes.parse(file.object("hashes")) : null);
  }

  Map<String, @Nullable Object> toJson() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("version", version);
    if (length != null) {
      json.put("length", length);
    }
    if (hashes != null) {
      json.put("hashes", hashes.byName());
    }
    return json;
  }

  /// How many bytes may be read of it.
  ///
  /// @param usual the limit where no length is signed
  int mostBytes(int usual) {
    return length == null ? usual : (int) Math.min(length, MetadataLimits.SIGNED_LENGTH_BYTES);
  }

  /// Compares length and hashes, as far as they are said.
  ///
  /// @throws NexusException.Untrusted when one differs
  void check(byte[] bytes, String where) {
    if (hashes != null) {
      ContentCheck check = ContentCheck.of(length == null ? bytes.length : length, hashes, where);
      check.update(ByteBuffer.wrap(bytes));
      check.finish();
    } else if (length != null && length != bytes.length) {
      throw NexusException.untrusted(
          Reason.MISMATCH,
          "it has "
              + Display.grouped(bytes.length)
              + " bytes, signed are "
              + Display.grouped(length),
          where,
          null);
    }
  }

  /// As `MetaFile[version 3]`.
  @Override
  public String toString() {
    return "MetaFile[version " + version + "]";
  }
}
