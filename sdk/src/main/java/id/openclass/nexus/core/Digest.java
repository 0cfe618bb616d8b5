package id.openclass.nexus.core;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A SHA-256 digest (FIPS 180-4) of uncompressed content: 32 bytes, written as 64 lower-case
/// hexadecimal digits. Immutable.
public final class Digest implements Comparable<Digest> {
  /// Length in bytes.
  public static final int BYTES = 32;

  private static final int FEED_BYTES = 1 << 16;

  /// Below this, loading OpenSSL takes longer than it saves.
  private static final long LONG_BYTES = 16 << 20;

  private final byte[] bytes;

  private Digest(byte[] bytes) {
    this.bytes = bytes;
  }

  /// Wraps 32 digest bytes (copied).
  ///
  /// @param bytes exactly [#BYTES] bytes
  /// @return the digest
  /// @throws IllegalArgumentException for another length
  public static Digest ofBytes(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("a SHA-256 digest has 32 bytes, not " + bytes.length);
    }
    return new Digest(bytes.clone());
  }

  /// Reads 64 hexadecimal digits, in either case.
  ///
  /// @param hex the digits
  /// @return the digest
  /// @throws NexusException.InvalidValue when it is anything else
  public static Digest parse(String hex) {
    if (hex.length() != 2 * BYTES
        || !hex.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 128)) {
      throw NexusException.invalidValue(
          "not a SHA-256 digest: " + Display.escape(hex), "it has 64 digits of 0-9 and a-f");
    }
    return new Digest(HexFormat.of().parseHex(hex));
  }

  /// The digest of a few bytes.
  ///
  /// @param content what to digest
  /// @return its SHA-256
  public static Digest of(byte[] content) {
    return new Digest(sha256().digest(content));
  }

  /// Computes the digest of all of a source.
  ///
  /// @param content read from its first byte to its last, a MiB at a time
  /// @return its digest
  public static Digest of(ByteSource content) {
    return of(content, piece -> {});
  }

  /// Computes the digest of all of a source.
  ///
  /// @param content read from its first byte to its last, a MiB at a time
  /// @param read gets each MiB, from 0 to its limit, once it was digested; must not keep it
  /// @return its digest
  public static Digest of(ByteSource content, Consumer<ByteBuffer> read) {
    MessageDigest running = sha256(content.length());
    ReadAhead.forEach(
        content,
        piece -> {
          feed(running, piece.array(), piece.limit());
          read.accept(piece);
        });
    return finish(running);
  }

  /// Feeds a running digest the start of a buffer, a little at a time: Java's digests are a tenth
  /// faster so, and in a young process a fifth, since the loop over the blocks of one long call
  /// stays in the form that was compiled while it ran.
  ///
  /// @param running any digest
  /// @param bytes the buffer
  /// @param length how many of its bytes
  public static void feed(MessageDigest running, byte[] bytes, int length) {
    for (int at = 0; at < length; at += FEED_BYTES) {
      running.update(bytes, at, Math.min(FEED_BYTES, length - at));
    }
  }

  /// Completes a running SHA-256 and resets it.
  ///
  /// @param running a SHA-256 from [#sha256()]
  /// @return the digest of all that it was fed
  public static Digest finish(MessageDigest running) {
    return ofBytes(running.digest());
  }

  /// A new running SHA-256.
  ///
  /// @return a digest that was fed nothing yet
  public static MessageDigest sha256() {
    return algorithm("SHA-256");
  }

  /// A new running SHA-256 for much content: the fastest that this machine has.
  ///
  /// @param bytes how many there are, also if others digest some of them
  /// @return a digest that was fed nothing yet
  public static MessageDigest sha256(long bytes) {
    return bytes < LONG_BYTES ? sha256() : OpenSslSha256.create().orElseGet(Digest::sha256);
  }

  /// A new running MD5 (RFC 1321): for comparing with other programs' records, never for trust.
  ///
  /// @return a digest that was fed nothing yet
  public static MessageDigest md5() {
    return algorithm("MD5");
  }

  private static MessageDigest algorithm(String name) {
    try {
      return MessageDigest.getInstance(name);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform must have " + name, e);
    }
  }

  /// The 64 lower-case hexadecimal digits.
  ///
  /// @return the digits
  public String hex() {
    return HexFormat.of().formatHex(bytes);
  }

  /// The raw digest.
  ///
  /// @return a copy of the 32 bytes
  public byte[] toBytes() {
    return bytes.clone();
  }

  @Override
  public int compareTo(Digest other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Digest d && Arrays.equals(bytes, d.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /// The digits.
  @Override
  public String toString() {
    return hex();
  }
}
