package id.openclass.nexus.trust;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.NexusException.Untrusted.Reason;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;

/// Compares bytes, as they arrive, with the length and the hashes that are signed for them: TUF
/// 5.7.3. Feed all of them to [#update], then call [#finish]. One thread.
public final class ContentCheck {
  private final long length;
  private final FileHashes hashes;
  private final Map<String, MessageDigest> running;
  private final String where;
  private long seen;

  private ContentCheck(long length, FileHashes hashes, String where) {
    this.length = length;
    this.hashes = hashes;
    this.running = hashes.running();
    this.where = where;
    if (running.isEmpty()) {
      throw NexusException.untrusted(
          Reason.MISMATCH,
          "it is signed only with hashes that this program does not know: "
              + Display.escape(String.join(", ", hashes.byName().keySet()), 60),
          where,
          "update Nexus, then try again");
    }
  }

  /// Starts.
  ///
  /// @param length how many bytes there must be
  /// @param hashes what their hashes must be
  /// @param where what errors call the file
  /// @return a check that was fed nothing yet
  /// @throws NexusException.Untrusted when none of the hashes is known
  public static ContentCheck of(long length, FileHashes hashes, String where) {
    return new ContentCheck(length, hashes, where);
  }

  /// More bytes.
  ///
  /// @param bytes read from its position to its limit
  /// @throws NexusException.Untrusted as soon as there are more than are signed
  public void update(ByteBuffer bytes) {
    seen += bytes.remaining();
    if (seen > length) {
      throw NexusException.untrusted(
          Reason.ENDLESS,
          "it is longer than the " + Display.grouped(length) + " bytes that are signed",
          where,
          null);
    }
    for (MessageDigest digest : running.values()) {
      digest.update(bytes.duplicate());
    }
    bytes.position(bytes.limit());
  }

  /// There are no more.
  ///
  /// @throws NexusException.Untrusted when there were too few, or their hash is another
  public void finish() {
    if (seen != length) {
      throw NexusException.untrusted(
          Reason.MISMATCH,
          "it has " + Display.grouped(seen) + " bytes, signed are " + Display.grouped(length),
          where,
          "it was probably cut short; try again");
    }
    running.forEach((name, digest) -> {
      String found = HexFormat.of().formatHex(digest.digest());
      String signed = hashes.byName().getOrDefault(name, "");
      if (!found.equals(signed)) {
        throw NexusException.untrusted(
            Reason.MISMATCH,
            "its " + name + " is " + found + ", signed is " + signed,
            where,
            "it was changed after it was signed; do not use it");
      }
    });
  }
}
