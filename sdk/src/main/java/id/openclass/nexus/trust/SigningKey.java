package id.openclass.nexus.trust;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A private key that signs, with its public one. It never shows itself: the one way out is
/// [#exportPem]. Immutable; threads may share it.
///
/// ```java
/// SigningKey key = SigningKey.generate(KeyPurpose.MODEL);
/// key.verifyingKey().pem();
/// ```
///
/// Files of keys are read and written by `KeyFile` of the package `id.openclass.nexus.keys`.
public final class SigningKey {
  private final PrivateKey key;
  private final VerifyingKey verifying;

  private SigningKey(PrivateKey key, VerifyingKey verifying) {
    this.key = key;
    this.verifying = verifying;
  }

  /// Makes a new key.
  ///
  /// @param purpose what it is for: Ed25519 for a repository, P-256 for models
  /// @return the key
  public static SigningKey generate(KeyPurpose purpose) {
    return generate(purpose.usual());
  }

  /// Makes a new key.
  ///
  /// @param algorithm its kind; RSA keys have 3072 bits
  /// @return the key
  public static SigningKey generate(KeyAlgorithm algorithm) {
    KeyPair pair = algorithm.generator().generateKeyPair();
    return new SigningKey(pair.getPrivate(), VerifyingKey.of(pair.getPublic()));
  }

  /// Reads a key file.
  ///
  /// @param pem its text: PKCS#8 as PEM, plain or encrypted
  /// @param passphrase null when there is none; not changed
  /// @param where what errors call the file
  /// @return the key
  /// @throws NexusException.Malformed when it is no key of a form that is read here
  /// @throws NexusException.InvalidValue when it is a public key, or the passphrase is missing or
  ///   another
  public static SigningKey parsePem(String pem, char @Nullable [] passphrase, String where) {
    Pem block = Pem.parse(pem, where);
    if (block.label().equals(Pem.PUBLIC)) {
      throw NexusException.invalidValue(
          "this is a public key; a private one is needed to sign",
          Display.escape(where),
          "name the file that ends in .pem");
    }
    byte[] pkcs8 = block.content();
    boolean encrypted = block.label().equals(Pem.ENCRYPTED);
    if (encrypted) {
      pkcs8 = KeyEncryption.decrypt(pkcs8, required(passphrase, where), where);
    }
    try {
      SigningKey key = decode(pkcs8);
      if (key == null) {
        // A wrong passphrase leaves a right padding once in 256 times.
        throw encrypted ? KeyEncryption.wrongPassphrase(where) : Pem.broken(where);
      }
      return key;
    } finally {
      Arrays.fill(pkcs8, (byte) 0);
    }
  }

  private static char[] required(char @Nullable [] passphrase, String where) {
    if (passphrase == null) {
      throw NexusException.invalidValue(
          "this key is encrypted, and there is no passphrase",
          Display.escape(where),
          "set NEXUS_KEY_PASSPHRASE, or add --passphrase-file FILE");
    }
    return passphrase;
  }

  private static @Nullable SigningKey decode(byte[] pkcs8) {
    for (String family : new String[] {"Ed25519", "EC", "RSA"}) {
      try {
        PrivateKey key =
            KeyFactory.getInstance(family).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        VerifyingKey verifying = PublicKeyDerivation.of(key);
        return verifying == null ? null : new SigningKey(key, verifying);
      } catch (GeneralSecurityException e) {
        // It is of another family, or broken.
      }
    }
    return null;
  }

  /// The key as text for a file. This is the secret itself: write it where only its owner can read.
  ///
  /// @param passphrase encrypts it; null leaves it open; not changed
  /// @return PKCS#8 as PEM
  public String exportPem(char @Nullable [] passphrase) {
    byte[] pkcs8 = key.getEncoded();
    try {
      return passphrase == null
          ? new Pem(Pem.PRIVATE, pkcs8).text()
          : new Pem(Pem.ENCRYPTED, KeyEncryption.encrypt(pkcs8, passphrase)).text();
    } finally {
      Arrays.fill(pkcs8, (byte) 0);
    }
  }

  /// Whether bytes hold a private key as text, in any of its forms: such a file is not to be
  /// packed, signed or published.
  ///
  /// @param bytes the beginning of a file, or all of it
  /// @return true when they do
  public static boolean isIn(byte[] bytes) {
    return Pem.holdsPrivateKey(bytes);
  }

  /// The public key.
  ///
  /// @return what verifies the signatures of this one
  public VerifyingKey verifyingKey() {
    return verifying;
  }

  /// Signs. Ed25519 gives the same bytes each time, the others do not.
  ///
  /// @param message what to sign
  /// @return the signature; of ECDSA in DER
  public byte[] sign(byte[] message) {
    try {
      Signature signer = verifying.algorithm().signature();
      signer.initSign(key);
      signer.update(message);
      return signer.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK signs with " + verifying.algorithm(), e);
    }
  }

  /// As `SigningKey[Ed25519, 3f2a91bc]`: nothing of the private part.
  @Override
  public String toString() {
    return verifying.toString().replace("Verifying", "Signing");
  }
}
