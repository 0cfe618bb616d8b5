package id.openclass.nexus.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.openclass.nexus.core.NexusException.InvalidValue;
import id.openclass.nexus.core.NexusException.Malformed;
import id.openclass.nexus.core.NexusException.NotFound;
import id.openclass.nexus.core.NexusException.Refused;
import id.openclass.nexus.core.OutputFile;
import id.openclass.nexus.trust.KeyPurpose;
import id.openclass.nexus.trust.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFileTest {
  @TempDir Path folder;

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private static void setMode(Path file, String mode) {
    try {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void writesAKeyThatOnlyItsOwnerReads() throws IOException {
    SigningKey key = SigningKey.generate(KeyPurpose.MODEL);
    KeyFile.Written files = KeyFile.write(key, folder.resolve("keys"), "model", null);
    assertThat(mode(files.signing())).isEqualTo("rw-------");
    assertThat(KeyFile.readSigning(files.signing(), null).verifyingKey())
        .isEqualTo(key.verifyingKey());
    assertThat(KeyFile.readVerifying(files.verifying())).isEqualTo(key.verifyingKey());
    try (Stream<Path> left = Files.list(folder.resolve("keys"))) {
      assertThat(left).containsExactlyInAnyOrder(files.signing(), files.verifying());
    }
  }

  @Test
  void writesNoKeyIntoARepository() throws IOException {
    Path metadata = Files.createDirectories(folder.resolve("repository/metadata"));
    Files.createFile(metadata.resolve("timestamp.json"));
    SigningKey key = SigningKey.generate(KeyPurpose.REPO);
    Path inside = folder.resolve("repository/my/keys");
    assertThatThrownBy(() -> KeyFile.write(key, inside, "repo", null))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("lies in a repository");
    assertThat(inside).doesNotExist();
  }

  @Test
  void aSecretFileIsSecretFromItsFirstByte() throws IOException {
    try (OutputFile file = OutputFile.secret(folder.resolve("secret"))) {
      assertThat(mode(folder.resolve(".secret.part"))).isEqualTo("rw-------");
      file.commit(false);
    }
    assertThat(mode(folder.resolve("secret"))).isEqualTo("rw-------");
  }

  @Test
  void aKeyIsNeverOverwritten() throws IOException {
    SigningKey key = SigningKey.generate(KeyPurpose.MODEL);
    KeyFile.write(key, folder, "model", null);
    assertThatThrownBy(() -> KeyFile.write(key, folder, "model", null))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("keys are not overwritten");
    Files.delete(folder.resolve("model.pem"));
    assertThatThrownBy(() -> KeyFile.write(key, folder, "model", null)).isInstanceOf(Refused.class);
    assertThat(folder.resolve("model.pem")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rwxrwxrwx"})
  void aKeyThatOthersCanReadIsRefusedWithTheCommandThatMendsIt(String mode) {
    KeyFile.Written files =
        KeyFile.write(SigningKey.generate(KeyPurpose.MODEL), folder, "model", null);
    setMode(files.signing(), mode);
    assertThatThrownBy(() -> KeyFile.readSigning(files.signing(), null))
        .isInstanceOfSatisfying(
            Refused.class, e -> assertThat(e.hint()).isEqualTo("chmod 600 " + files.signing()))
        .hasMessage("others can read or write this key: its mode is " + mode);
    setMode(files.signing(), "r--------");
    assertThat(KeyFile.readSigning(files.signing(), null)).isNotNull();
  }

  @Test
  void theCommandThatMendsAnOddPathCanBeTyped() throws IOException {
    Path odd = Files.createDirectory(folder.resolve("it's a"));
    KeyFile.Written files = KeyFile.write(SigningKey.generate(KeyPurpose.REPO), odd, "k", null);
    setMode(files.signing(), "rw-r--r--");
    assertThatThrownBy(() -> KeyFile.readSigning(files.signing(), null))
        .isInstanceOfSatisfying(
            Refused.class,
            e -> assertThat(e.hint()).startsWith("chmod 600 '").endsWith("it'\\''s a/k.pem'"));
  }

  @Test
  void thePassphraseIsTheFirstLineOfAFileThatOnlyItsOwnerReads() throws IOException {
    Path file = Files.writeString(folder.resolve("phrase"), "geheim \u00fc\r\nmore\n");
    setMode(file, "rw-------");
    assertThat(KeyFile.readPassphrase(file)).isEqualTo("geheim \u00fc".toCharArray());
    setMode(file, "rw-r--r--");
    assertThatThrownBy(() -> KeyFile.readPassphrase(file))
        .isInstanceOf(Refused.class)
        .hasMessageStartingWith("others can read or write this passphrase");
    Path empty = Files.writeString(folder.resolve("empty"), "\n");
    setMode(empty, "rw-------");
    assertThatThrownBy(() -> KeyFile.readPassphrase(empty)).isInstanceOf(InvalidValue.class);
  }

  @Test
  void whatIsNoKeyIsSaidToBeNone() throws IOException {
    Path text = Files.writeString(folder.resolve("text"), "no key");
    setMode(text, "rw-------");
    assertThatThrownBy(() -> KeyFile.readSigning(text, null)).isInstanceOf(Malformed.class);
    assertThatThrownBy(() -> KeyFile.readVerifying(text)).isInstanceOf(Malformed.class);
    Path large = Files.write(folder.resolve("large"), new byte[70_000]);
    assertThatThrownBy(() -> KeyFile.readVerifying(large))
        .isInstanceOf(Malformed.class)
        .hasMessage("a file of 70,000 bytes is no key");
    assertThatThrownBy(() -> KeyFile.readVerifying(folder.resolve("none")))
        .isInstanceOf(NotFound.class);
    assertThatThrownBy(() -> KeyFile.readSigning(folder.resolve("none"), null))
        .isInstanceOf(NotFound.class);
  }

  @Test
  void theSameCallGivesTheSameKey() {
    SigningKey made = KeyFile.readOrGenerate(KeyPurpose.MODEL, folder, "mine");
    SigningKey read = KeyFile.readOrGenerate(KeyPurpose.MODEL, folder, "mine");
    assertThat(read.verifyingKey()).isEqualTo(made.verifyingKey());
    assertThatThrownBy(() -> KeyFile.readOrGenerate(KeyPurpose.REPO, folder, "mine"))
        .isInstanceOf(InvalidValue.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "../x", "a/b", ".hidden", "a b"})
  void namesThatLeaveTheFolderAreRefused(String name) {
    SigningKey key = SigningKey.generate(KeyPurpose.MODEL);
    assertThatThrownBy(() -> KeyFile.write(key, folder, name, null))
        .isInstanceOf(InvalidValue.class);
  }

  @ParameterizedTest
  @CsvSource({
    "Linux, '', /home/me/.config/openclass-nexus/keys",
    "Linux, /conf, /conf/openclass-nexus/keys",
    "Mac OS X, '', /home/me/Library/Application Support/OpenClass Nexus/keys"
  })
  void keysAreInTheUsersConfiguration(String os, String xdg, String expected) {
    Map<String, String> environment = xdg.isEmpty() ? Map.of() : Map.of("XDG_CONFIG_HOME", xdg);
    assertThat(KeyFolder.usual(Path.of("/home/me"), environment, os).folder())
        .isEqualTo(Path.of(expected));
  }

  @Test
  void listsThePublicKeysOfAFolder() {
    KeyFolder keys = new KeyFolder(folder.resolve("keys"));
    assertThat(keys.publicKeys()).isEmpty();
    KeyFile.write(SigningKey.generate(KeyPurpose.MODEL), keys.folder(), "b", null);
    KeyFile.write(SigningKey.generate(KeyPurpose.REPO), keys.folder(), "a", null);
    assertThat(keys.publicKeys())
        .extracting(file -> file.getFileName().toString())
        .containsExactly("a.pub", "b.pub");
  }

  @Test
  void aKeyInThePlaceOfItsFilesNameIsRefusedAndNotRepeated() throws IOException {
    KeyFile.Written made =
        KeyFile.write(SigningKey.generate(KeyPurpose.REPO), folder, "mine", null);
    String pem = Files.readString(made.signing());
    String line = pem.lines().skip(1).findFirst().orElseThrow();
    for (String text : List.of(pem, pem.replace("\n", " "), pem.replace("\n", "\\n"), line)) {
      assertThatThrownBy(() -> KeyFile.readSigning(Path.of(text), null))
          .isInstanceOf(InvalidValue.class)
          .hasMessageNotContaining(line.substring(0, 20));
      assertThatThrownBy(() -> KeyFile.requireFileName("env:" + text))
          .isInstanceOf(InvalidValue.class);
    }
    KeyFile.requireFileName(
        "/home/somebody/.config/openclass-nexus/keys/a-name-of-some-length.pem");
    KeyFile.requireFileName("env:ONLINE_KEY");
  }

  @Test
  void aPassphraseInThePlaceOfItsFilesNameIsNotRepeated() {
    assertThatThrownBy(() -> KeyFile.readPassphrase(folder.resolve("correct horse")))
        .isInstanceOf(NotFound.class)
        .satisfies(e -> assertThat(((NotFound) e).where() + e).doesNotContain("horse"));
  }
}
