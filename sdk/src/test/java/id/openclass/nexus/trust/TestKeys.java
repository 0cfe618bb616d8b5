package id.openclass.nexus.trust;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/// Keys that are the same in every run.
public final class TestKeys {
  private static final Path FOLDER = Path.of("src/test/resources/vectors/trust/keys");
  private static final byte[] ED25519 = HexFormat.of().parseHex("302e020100300506032b657004220420");

  private TestKeys() {}

  /// An Ed25519 key whose 32 bytes are all the same number.
  static SigningKey ed25519(int number) {
    byte[] pkcs8 = Arrays.copyOf(ED25519, ED25519.length + 32);
    Arrays.fill(pkcs8, ED25519.length, pkcs8.length, (byte) number);
    String base64 = Base64.getEncoder().encodeToString(pkcs8);
    String pem = "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n";
    return SigningKey.parsePem(pem, null, "test key " + number);
  }

  /// The text of a key file of the vectors.
  public static String pem(String name) {
    try {
      return Files.readString(FOLDER.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A key of the vectors.
  public static SigningKey signing(String name) {
    return SigningKey.parsePem(pem(name), "passphrase".toCharArray(), name);
  }

  /// A public key of the vectors.
  public static VerifyingKey verifying(String name) {
    return VerifyingKey.parsePem(pem(name), name);
  }
}
