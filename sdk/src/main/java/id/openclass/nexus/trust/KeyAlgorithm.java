package id.openclass.nexus.trust;

import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PSSParameterSpec;
import org.jspecify.annotations.Nullable;

/// A kind of key and the one way it signs here: `docs/trust.md` section 3 for repositories,
/// `docs/model-signature.md` section 1 for models.
public enum KeyAlgorithm {
  /// Ed25519 (RFC 8032).
  ED25519("Ed25519", "Ed25519", "ed25519", "ed25519", ""),
  /// ECDSA with SHA-256 on P-256 (FIPS 186-5).
  P256("P-256", "EC", "ecdsa", "ecdsa-sha2-nistp256", "secp256r1"),
  /// ECDSA with SHA-384 on P-384.
  P384("P-384", "EC", "ecdsa", "ecdsa-sha2-nistp384", "secp384r1"),
  /// ECDSA with SHA-512 on P-521.
  P521("P-521", "EC", "ecdsa", "ecdsa-sha2-nistp521", "secp521r1"),
  /// RSA-PSS with SHA-256 (RFC 8017), 2048 to 8192 bits.
  RSA("RSA", "RSA", "rsa", "rsassa-pss-sha256", "");

  private static final int LEAST_RSA_BITS = 2048;
  // A key ten times as long takes a hundred times as long to verify with.
  private static final int MOST_RSA_BITS = 8192;
  private static final int NEW_RSA_BITS = 3072;
  private static final int PSS_SALT_BYTES = 32;

  private final String title;
  private final String family;
  private final String keyType;
  private final String scheme;
  private final String curve;

  KeyAlgorithm(String title, String family, String keyType, String scheme, String curve) {
    this.title = title;
    this.family = family;
    this.keyType = keyType;
    this.scheme = scheme;
    this.curve = curve;
  }

  /// As people and answers have it: `Ed25519`, `P-256`.
  @Override
  public String toString() {
    return title;
  }

  String keyType() {
    return keyType;
  }

  String scheme() {
    return scheme;
  }

  /// Whether repository metadata may be signed so.
  boolean signsMetadata() {
    return this == ED25519 || this == P256 || this == RSA;
  }

  /// Whether models may be signed so.
  boolean signsModels() {
    return family.equals("EC");
  }

  KeyPairGenerator generator() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(family);
      if (this == RSA) {
        generator.initialize(NEW_RSA_BITS);
      } else {
        generator.initialize(
            signsModels() ? new ECGenParameterSpec(curve) : NamedParameterSpec.ED25519);
      }
      return generator;
    } catch (NoSuchAlgorithmException | InvalidAlgorithmParameterException e) {
      throw new IllegalStateException("every JDK has " + title, e);
    }
  }

  /// A new object that signs or verifies.
  Signature signature() throws GeneralSecurityException {
    Signature signature =
        Signature.getInstance(
            switch (this) {
              case ED25519 -> "Ed25519";
              case P256 -> "SHA256withECDSA";
              case P384 -> "SHA384withECDSA";
              case P521 -> "SHA512withECDSA";
              case RSA -> "RSASSA-PSS";
            });
    if (this == RSA) {
      signature.setParameter(
          new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSS_SALT_BYTES, 1));
    }
    return signature;
  }

  /// The algorithm of a key.
  ///
  /// @param key any public key
  /// @return null when it is of none of these kinds, or of another size or curve
  static @Nullable KeyAlgorithm of(PublicKey key) {
    return switch (key) {
      case EdECPublicKey ed -> ed.getParams().getName().equals("Ed25519") ? ED25519 : null;
      case ECPublicKey ec -> ofCurve(ec.getParams());
      case RSAPublicKey rsa -> {
        int bits = rsa.getModulus().bitLength();
        yield LEAST_RSA_BITS <= bits && bits <= MOST_RSA_BITS ? RSA : null;
      }
      default -> null;
    };
  }

  private static @Nullable KeyAlgorithm ofCurve(ECParameterSpec curve) {
    for (KeyAlgorithm candidate : values()) {
      if (candidate.signsModels() && isSame(curve, candidate.curve())) {
        return candidate;
      }
    }
    return null;
  }

  private static boolean isSame(ECParameterSpec a, ECParameterSpec b) {
    return a.getCurve().equals(b.getCurve())
        && a.getGenerator().equals(b.getGenerator())
        && a.getOrder().equals(b.getOrder())
        && a.getCofactor() == b.getCofactor();
  }

  private ECParameterSpec curve() {
    try {
      AlgorithmParameters ec = AlgorithmParameters.getInstance(family);
      ec.init(new ECGenParameterSpec(curve));
      return ec.getParameterSpec(ECParameterSpec.class);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + title, e);
    }
  }
}
