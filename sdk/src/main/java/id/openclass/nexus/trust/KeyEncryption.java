package id.openclass.nexus.trust;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;

/// Private keys under a passphrase: PBES2 (RFC 8018), `docs/keys.md` section 1.
final class KeyEncryption {
  private static final String ALGORITHM = "PBEWithHmacSHA256AndAES_256";

  /// What OWASP's Password Storage Cheat Sheet asks of PBKDF2 with HMAC-SHA-256.
  private static final int ROUNDS = 600_000;

  /// A file that asks for more would keep a processor busy for minutes.
  private static final int MOST_ROUNDS = 10_000_000;

  private static final int SALT_BYTES = 16;
  private static final int IV_BYTES = 16;

  private KeyEncryption() {}

  static byte[] encrypt(byte[] pkcs8, char[] passphrase) {
    SecureRandom random = new SecureRandom();
    byte[] salt = new byte[SALT_BYTES];
    byte[] iv = new byte[IV_BYTES];
    random.nextBytes(salt);
    random.nextBytes(iv);
    try {
      Cipher cipher = Cipher.getInstance(ALGORITHM);
      cipher.init(
          Cipher.ENCRYPT_MODE,
          secret(ALGORITHM, passphrase),
          new PBEParameterSpec(salt, ROUNDS, new IvParameterSpec(iv)));
      // The same parameters by the name that has an object identifier.
      AlgorithmParameters parameters = AlgorithmParameters.getInstance("PBES2");
      parameters.init(cipher.getParameters().getEncoded());
      return new EncryptedPrivateKeyInfo(parameters, cipher.doFinal(pkcs8)).getEncoded();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }

  /// The PKCS#8 key.
  ///
  /// @throws NexusException.InvalidValue when the passphrase is another
  /// @throws NexusException.Malformed when it is encrypted in a way that is not read here
  static byte[] decrypt(byte[] encrypted, char[] passphrase, String where) {
    try {
      EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(encrypted);
      AlgorithmParameters parameters = info.getAlgParameters();
      // For PBES2 the parameters are named by what they combine, and only that name finds a cipher.
      String name = String.valueOf(parameters);
      requireBearable(parameters, name, where);
      Cipher cipher = Cipher.getInstance(name);
      cipher.init(Cipher.DECRYPT_MODE, secret(name, passphrase), parameters);
      return cipher.doFinal(info.getEncryptedData());
    } catch (BadPaddingException e) {
      throw wrongPassphrase(where);
    } catch (GeneralSecurityException | IOException e) {
      throw unknown(where);
    }
  }

  static NexusException wrongPassphrase(String where) {
    return NexusException.invalidValue(
        "this is not the key's passphrase",
        Display.escape(where),
        "it comes from NEXUS_KEY_PASSPHRASE, or from --passphrase-file FILE");
  }

  private static NexusException unknown(String where) {
    return NexusException.malformed(
        "the key is encrypted in a way that is not read here, or broken",
        where,
        -1,
        "convert it: openssl pkey -in KEY -aes256 -out NEW.pem");
  }

  private static void requireBearable(AlgorithmParameters parameters, String name, String where)
      throws GeneralSecurityException {
    if (!name.startsWith("PBEWithHmacSHA")) {
      throw unknown(where);
    }
    int rounds = parameters.getParameterSpec(PBEParameterSpec.class).getIterationCount();
    if (rounds > MOST_ROUNDS) {
      throw NexusException.malformed(
          "the key is encrypted with "
              + Display.grouped(rounds)
              + " rounds, allowed are "
              + Display.grouped(MOST_ROUNDS),
          where,
          -1,
          "convert it: openssl pkey -in KEY -aes256 -out NEW.pem");
    }
  }

  private static SecretKey secret(String algorithm, char[] passphrase)
      throws GeneralSecurityException {
    PBEKeySpec spec = new PBEKeySpec(passphrase);
    try {
      return SecretKeyFactory.getInstance(algorithm).generateSecret(spec);
    } finally {
      spec.clearPassword();
    }
  }
}
