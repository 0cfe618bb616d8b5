package id.openclass.nexus.trust;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.List;
import javax.crypto.KeyAgreement;
import org.jspecify.annotations.Nullable;

/// Finds the public key of a private one. PKCS#8 need not hold it, and the Java platform has no
/// method for it; these use its public ones, and prove what they find by a signature.
final class PublicKeyDerivation {
  private PublicKeyDerivation() {}

  /// The public key, or null for keys of a kind that is not used here.
  static @Nullable VerifyingKey of(PrivateKey key) throws GeneralSecurityException {
    List<PublicKey> candidates =
        switch (key) {
          case EdECPrivateKey ed -> ed25519(ed);
          case ECPrivateKey ec -> ec(ec);
          case RSAPrivateCrtKey rsa -> rsa(rsa);
          default -> List.of();
        };
    for (PublicKey candidate : candidates) {
      KeyAlgorithm algorithm = KeyAlgorithm.of(candidate);
      if (algorithm != null && isPair(algorithm, key, candidate)) {
        return VerifyingKey.of(candidate);
      }
    }
    return null;
  }

  private static boolean isPair(KeyAlgorithm algorithm, PrivateKey key, PublicKey candidate)
      throws GeneralSecurityException {
    byte[] message = new byte[32];
    Signature signer = algorithm.signature();
    signer.initSign(key);
    signer.update(message);
    byte[] signature = signer.sign();
    Signature verifier = algorithm.signature();
    verifier.initVerify(candidate);
    verifier.update(message);
    return verifier.verify(signature);
  }

  /// A generator that is given the private key for its random bytes generates it again, with its
  /// public one.
  private static List<PublicKey> ed25519(EdECPrivateKey key) throws GeneralSecurityException {
    byte[] seed = key.getBytes().orElse(new byte[0]);
    if (seed.length != 32) {
      return List.of();
    }
    KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
    generator.initialize(NamedParameterSpec.ED25519, new Given(seed));
    return List.of(generator.generateKeyPair().getPublic());
  }

  private static final class Given extends SecureRandom {
    private static final long serialVersionUID = 1L;
    private final transient byte[] seed;

    Given(byte[] seed) {
      this.seed = seed;
    }

    @Override
    public void nextBytes(byte[] bytes) {
      System.arraycopy(seed, 0, bytes, 0, Math.min(seed.length, bytes.length));
    }
  }

  /// Key agreement (ECDH) with the curve's generator as the other side's public key yields the
  /// first coordinate of ours; the second is one of two roots.
  private static List<PublicKey> ec(ECPrivateKey key) throws GeneralSecurityException {
    ECParameterSpec curve = key.getParams();
    if (!(curve.getCurve().getField() instanceof ECFieldFp field)) {
      return List.of();
    }
    KeyFactory factory = KeyFactory.getInstance("EC");
    KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
    agreement.init(key);
    agreement.doPhase(
        factory.generatePublic(new ECPublicKeySpec(curve.getGenerator(), curve)), true);
    BigInteger x = new BigInteger(1, agreement.generateSecret());
    BigInteger p = field.getP();
    BigInteger square =
        x.pow(3).add(curve.getCurve().getA().multiply(x)).add(curve.getCurve().getB()).mod(p);
    // p mod 4 is 3 for P-256, P-384 and P-521, so this power is a root.
    BigInteger y = square.modPow(p.add(BigInteger.ONE).shiftRight(2), p);
    return List.of(
        factory.generatePublic(new ECPublicKeySpec(new ECPoint(x, y), curve)),
        factory.generatePublic(new ECPublicKeySpec(new ECPoint(x, p.subtract(y)), curve)));
  }

  private static List<PublicKey> rsa(RSAPrivateCrtKey key) throws GeneralSecurityException {
    return List.of(
        KeyFactory.getInstance("RSA")
            .generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent())));
  }
}
