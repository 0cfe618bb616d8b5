package id.openclass.nexus.trust;

import id.openclass.nexus.core.Digest;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a file's hashes should be, by the names that TUF has for them. Unknown ones are kept and
/// not compared.
///
/// @param byName lower-case hexadecimal digits by `sha256`, `sha512` and so on
public record FileHashes(Map<String, String> byName) {
  private static final Map<String, String> KNOWN =
      new TreeMap<>(Map.of("sha256", "SHA-256", "sha512", "SHA-512"));

  /// Copies the map.
  public FileHashes {
    byName = Map.copyOf(byName);
  }

  /// One SHA-256, as we write it.
  ///
  /// @param sha256 the digest
  /// @return the hashes
  public static FileHashes of(Digest sha256) {
    return new FileHashes(Map.of("sha256", sha256.hex()));
  }

  /// The object `hashes` of a file.
  static FileHashes parse(JsonFields hashes) {
    Map<String, String> byName = new LinkedHashMap<>();
    for (String name : hashes.map().keySet()) {
      String hex = hashes.text(name);
      if (!hex.matches("[0-9a-f]{8,256}")) {
        throw hashes.malformed(name, "is no hash in lower-case hexadecimal digits");
      }
      byName.put(name, hex);
    }
    if (byName.isEmpty()) {
      throw hashes.malformed("", "holds no hash");
    }
    return new FileHashes(byName);
  }

  /// The hash that stands before a target's file name: its SHA-256, else its SHA-512.
  @Nullable String prefix() {
    return KNOWN.keySet().stream()
        .map(byName::get)
        .filter(hex -> hex != null)
        .findFirst()
        .orElse(null);
  }

  /// A running digest for each hash that is known.
  Map<String, MessageDigest> running() {
    Map<String, MessageDigest> running = new LinkedHashMap<>();
    KNOWN.forEach((name, algorithm) -> {
      if (byName.containsKey(name)) {
        running.put(name, digest(algorithm));
      }
    });
    return running;
  }

  private static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has " + algorithm, e);
    }
  }

  /// The SHA-256, where there is one.
  ///
  /// @return the digest, or null
  public @Nullable Digest sha256() {
    String hex = byName.get("sha256");
    return hex == null || hex.length() != 2 * Digest.BYTES ? null : Digest.parse(hex);
  }

  /// As `FileHashes[sha256 3f2a91bc]`.
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("FileHashes[");
    KNOWN.keySet().stream()
        .filter(byName::containsKey)
        .forEach(name ->
            text.append(name).append(' ').append(byName.getOrDefault(name, ""), 0, 8).append(' '));
    return text.toString().strip() + "]";
  }
}
