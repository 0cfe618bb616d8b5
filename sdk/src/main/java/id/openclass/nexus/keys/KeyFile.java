package id.openclass.nexus.keys;

import id.openclass.nexus.core.ByteRange;
import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.OutputFile;
import id.openclass.nexus.trust.KeyPurpose;
import id.openclass.nexus.trust.SigningKey;
import id.openclass.nexus.trust.VerifyingKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Files of keys: `NAME.pem` with a private key, which only its owner can read, and `NAME.pub` with
/// its public key. `docs/keys.md` section 1.
///
/// ```java
/// SigningKey key = KeyFile.readSigning(Path.of("model.pem"), null);
/// VerifyingKey publisher = KeyFile.readVerifying(Path.of("model.pub"));
/// ```
public final class KeyFile {
  /// An RSA key of 8192 bits as PEM has 6.4 kB.
  private static final int MOST_BYTES = 64 << 10;

  private static final String PRIVATE = ".pem";
  private static final String PUBLIC = ".pub";

  /// A key as PEM or a line of it, with `env:` before it or not.
  private static final Pattern KEY_ITSELF =
      Pattern.compile("(?s).*(-----|[\\r\\n]).*|(env:)?[A-Za-z0-9+/]{60,}=*");

  private KeyFile() {}

  /// Reads a private key.
  ///
  /// @param file PKCS#8 as PEM, plain or encrypted
  /// @param passphrase null when there is none; not changed
  /// @return the key
  /// @throws NexusException.Refused when others can read the file
  /// @throws NexusException.InvalidValue when it is a public key, or the passphrase is missing or
  ///   another
  /// @throws NexusException.Malformed when it is no key of a form that is read here
  public static SigningKey readSigning(Path file, char @Nullable [] passphrase) {
    String text = text(file);
    if (SigningKey.isIn(text.getBytes(StandardCharsets.UTF_8))) {
      SecretFile.requireOwnersOnly(file, "key");
    }
    return SigningKey.parsePem(text, passphrase, file.toString());
  }

  /// Reads a public key.
  ///
  /// @param file a SubjectPublicKeyInfo as PEM
  /// @return the key
  /// @throws NexusException.InvalidValue when it is a private key
  /// @throws NexusException.Malformed when it is no key of a form that is read here
  public static VerifyingKey readVerifying(Path file) {
    return VerifyingKey.parsePem(text(file), file.toString());
  }

  /// Reads the first line of a file that holds a passphrase.
  ///
  /// @param file the file
  /// @return the line without its end; clear it after use
  /// @throws NexusException.NotFound when there is no such file; its name is not told, as it may be
  ///   the passphrase
  /// @throws NexusException.Refused when others can read the file
  /// @throws NexusException.InvalidValue when the line is empty
  public static char[] readPassphrase(Path file) {
    if (!Files.exists(file)) {
      throw NexusException.notFound(
          "there is no such file for the passphrase",
          null,
          "name a file that holds it; the passphrase itself goes into NEXUS_KEY_PASSPHRASE");
    }
    SecretFile.requireOwnersOnly(file, "passphrase");
    String line = text(file).lines().findFirst().orElse("");
    if (line.isEmpty()) {
      throw NexusException.invalidValue(
          "there is no passphrase in this file",
          Display.escape(file.toString()),
          "its first line is the passphrase");
    }
    return line.toCharArray();
  }

  /// Refuses a key where the name of its file belongs: errors would repeat it.
  ///
  /// @param file what was typed
  /// @throws NexusException.InvalidValue when it is no name of a file
  public static void requireFileName(String file) {
    if (KEY_ITSELF.matcher(file).matches()) {
      throw NexusException.invalidValue(
          "this is a key where the name of its file should be",
          "put the key into a file or a variable, and name that: --signing-key env:NAME");
    }
  }

  private static String text(Path file) {
    requireFileName(file.toString());
    try (ByteSource source = ByteSource.of(file)) {
      if (source.length() > MOST_BYTES) {
        throw NexusException.malformed(
            "a file of " + Display.grouped(source.length()) + " bytes is no key",
            file.toString(),
            -1,
            null);
      }
      byte[] bytes = source.read(new ByteRange(0, source.length()));
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  /// A key of one's own without a passphrase: read if it is there, else made. For demonstrations
  /// and tests; the same call gives the same key.
  ///
  /// @param purpose what it is for
  /// @param folder made where needed
  /// @param name of the files, without extension
  /// @return the key
  public static SigningKey readOrGenerate(KeyPurpose purpose, Path folder, String name) {
    Path file = folder.resolve(name + PRIVATE);
    if (Files.exists(file)) {
      return purpose.require(readSigning(file, null), file.toString());
    }
    SigningKey key = SigningKey.generate(purpose);
    write(key, folder, name, null);
    return key;
  }

  /// Where a key was written.
  ///
  /// @param signing the private key
  /// @param verifying the public key
  public record Written(Path signing, Path verifying) {}

  /// Writes a key as `NAME.pem` and `NAME.pub`. A key is never overwritten: it could not be made
  /// again.
  ///
  /// @param key the key
  /// @param folder made where needed
  /// @param name of the files, without extension
  /// @param passphrase encrypts the private key; null leaves it open; not changed
  /// @return the two files
  /// @throws NexusException.Refused when one of the two is there, or the folder lies in a
  ///   repository
  public static Written write(
      SigningKey key, Path folder, String name, char @Nullable [] passphrase) {
    requireName(name);
    requireOutsideRepositories(folder);
    Path signing = folder.resolve(name + PRIVATE);
    Path verifying = folder.resolve(name + PUBLIC);
    for (Path file : new Path[] {signing, verifying}) {
      if (Files.exists(file)) {
        throw NexusException.refused(
            "a key of this name is there, and keys are not overwritten",
            Display.escape(file.toString()),
            "name another one: --name NAME");
      }
    }
    byte[] secret = key.exportPem(passphrase).getBytes(StandardCharsets.US_ASCII);
    try {
      write(OutputFile.secret(signing), secret);
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
    write(
        OutputFile.create(verifying), key.verifyingKey().pem().getBytes(StandardCharsets.US_ASCII));
    return new Written(signing, verifying);
  }

  /// Everybody reads a repository.
  private static void requireOutsideRepositories(Path folder) {
    for (Path at = folder.toAbsolutePath().normalize(); at != null; at = at.getParent()) {
      if (Files.exists(at.resolve("metadata").resolve("timestamp.json"))) {
        throw NexusException.refused(
            "this folder lies in a repository, where everybody could read the private key",
            Display.escape(folder.toString()),
            "name a folder outside of it");
      }
    }
  }

  private static void requireName(String name) {
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
      throw NexusException.invalidValue(
          "not a name for a key: " + Display.escape(name, 70),
          "use 1 to 64 letters, digits, points, - and _");
    }
  }

  private static void write(OutputFile file, byte[] bytes) {
    try (file) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        file.channel().write(buffer);
      }
      file.commit(false);
    } catch (IOException e) {
      throw NexusException.io("write", file.target(), e);
    }
  }
}
