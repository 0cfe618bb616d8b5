package id.openclass.nexus.trust;

import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.NexusException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A public key: tells whether its private key signed something. Immutable; threads may share it.
public final class VerifyingKey {
  /// What stands before the 32 bytes of an Ed25519 key in its SubjectPublicKeyInfo (RFC 8410).
  private static final byte[] ED25519_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  private final PublicKey key;
  private final KeyAlgorithm algorithm;
  private final byte[] encoded;

  private VerifyingKey(PublicKey key, KeyAlgorithm algorithm) {
    this.key = key;
    this.algorithm = algorithm;
    this.encoded = key.getEncoded();
  }

  /// A key from the Java platform.
  ///
  /// @param key an Ed25519, P-256, P-384, P-521 or RSA key
  /// @return the key
  /// @throws NexusException.InvalidValue for any other
  public static VerifyingKey of(PublicKey key) {
    KeyAlgorithm algorithm = KeyAlgorithm.of(key);
    if (algorithm == null) {
      throw NexusException.invalidValue(
          "a key that is not used here: " + key.getAlgorithm(), KINDS);
    }
    return new VerifyingKey(key, algorithm);
  }

  private static final String KINDS =
      "use Ed25519, P-256, P-384, P-521, or RSA of 2048 to 8192 bits";

  /// Reads a key file.
  ///
  /// @param pem its text: a SubjectPublicKeyInfo as PEM
  /// @param where what errors call it
  /// @return the key
  /// @throws NexusException.Malformed when it is none
  /// @throws NexusException.InvalidValue when it is a private key, or of a kind that is not used
  public static VerifyingKey parsePem(String pem, String where) {
    Pem block = Pem.parse(pem, where);
    if (!block.label().equals(Pem.PUBLIC)) {
      throw NexusException.invalidValue(
          "this is a private key; a public one is needed here",
          where,
          "name the file that ends in .pub; nexus keys show prints the public key");
    }
    PublicKey key = decode(block.content());
    if (key == null) {
      throw Pem.broken(where);
    }
    KeyAlgorithm algorithm = KeyAlgorithm.of(key);
    if (algorithm == null) {
      throw NexusException.invalidValue("a key of a kind that is not used here", where, KINDS);
    }
    return new VerifyingKey(key, algorithm);
  }

  /// The key of a key object in metadata (`docs/trust.md` section 3).
  ///
  /// @param json the key object
  /// @return null for a type that is not known, and for a key that cannot be read
  static @Nullable VerifyingKey ofMetadata(JsonFields json) {
    String type = json.text("keytype");
    String scheme = json.text("scheme");
    String text = json.object("keyval").text("public");
    PublicKey key = type.equals("ed25519") ? decodeEd25519(text) : decodePem(text, json.where());
    KeyAlgorithm algorithm = key == null ? null : KeyAlgorithm.of(key);
    if (key == null || algorithm == null) {
      return null;
    }
    boolean asSaid = algorithm.keyType().equals(type) && algorithm.scheme().equals(scheme);
    return asSaid && algorithm.signsMetadata() ? new VerifyingKey(key, algorithm) : null;
  }

  private static @Nullable PublicKey decodeEd25519(String hex) {
    if (!hex.matches("[0-9a-fA-F]{64}")) {
      return null;
    }
    byte[] encoded = Arrays.copyOf(ED25519_PREFIX, ED25519_PREFIX.length + 32);
    System.arraycopy(HexFormat.of().parseHex(hex), 0, encoded, ED25519_PREFIX.length, 32);
    return decode(encoded);
  }

  private static @Nullable PublicKey decodePem(String pem, String where) {
    try {
      Pem block = Pem.parse(pem, where);
      return block.label().equals(Pem.PUBLIC) ? decode(block.content()) : null;
    } catch (NexusException.Malformed e) {
      return null;
    }
  }

  private static @Nullable PublicKey decode(byte[] subjectPublicKeyInfo) {
    for (String family : new String[] {"Ed25519", "EC", "RSA"}) {
      try {
        return KeyFactory.getInstance(family)
            .generatePublic(new X509EncodedKeySpec(subjectPublicKeyInfo));
      } catch (GeneralSecurityException e) {
        // It is of another family, or broken.
      }
    }
    return null;
  }

  /// Which kind it is.
  ///
  /// @return the algorithm
  public KeyAlgorithm algorithm() {
    return algorithm;
  }

  /// The key object that metadata has of it.
  Map<String, @Nullable Object> toMetadata() {
    String text =
        algorithm == KeyAlgorithm.ED25519
            ? HexFormat.of().formatHex(encoded, ED25519_PREFIX.length, encoded.length)
            : pem();
    return Map.of(
        "keytype",
        algorithm.keyType(),
        "scheme",
        algorithm.scheme(),
        "keyval",
        Map.of("public", text));
  }

  /// Its TUF key id, as it stands in metadata of ours.
  ///
  /// @return 64 hexadecimal digits
  public String id() {
    return idOf(toMetadata(), "key");
  }

  static String idOf(Map<String, @Nullable Object> keyObject, String where) {
    return Digest.of(CanonicalJson.encode(keyObject, where)).hex();
  }

  /// What names it in model signatures (`docs/model-signature.md` section 1).
  ///
  /// @return 64 hexadecimal digits
  public String hint() {
    return Digest.of(pem().getBytes(StandardCharsets.US_ASCII)).hex();
  }

  /// The key as text for a file.
  ///
  /// @return a SubjectPublicKeyInfo as PEM, always the same bytes for one key
  public String pem() {
    return new Pem(Pem.PUBLIC, encoded).text();
  }

  /// What people compare: the id for a repository key, the hint for a model key.
  ///
  /// @return 64 hexadecimal digits
  public String name() {
    return KeyPurpose.of(algorithm) == KeyPurpose.MODEL ? hint() : id();
  }

  /// Whether the private key of this one signed a message.
  ///
  /// @param message what was signed
  /// @param signature any bytes
  /// @return true when it did
  public boolean verifies(byte[] message, byte[] signature) {
    try {
      Signature verifier = algorithm.signature();
      verifier.initVerify(key);
      verifier.update(message);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      // Java throws for signatures of another form than the algorithm's.
      return false;
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof VerifyingKey k && Arrays.equals(encoded, k.encoded);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(encoded);
  }

  /// As `VerifyingKey[Ed25519, 3f2a91bc]`.
  @Override
  public String toString() {
    return "VerifyingKey[" + algorithm + ", " + name().substring(0, 8) + "]";
  }
}
