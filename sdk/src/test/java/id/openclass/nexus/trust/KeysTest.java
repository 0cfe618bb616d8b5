package id.openclass.nexus.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.openclass.nexus.core.NexusException.InvalidValue;
import id.openclass.nexus.core.NexusException.Malformed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeysTest {
  private static final byte[] MESSAGE = "a message".getBytes(StandardCharsets.UTF_8);

  static List<String> lines() throws IOException {
    return Files.readAllLines(Path.of("src/test/resources/vectors/trust/keys/index.tsv")).stream()
        .filter(line -> !line.startsWith("#"))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("lines")
  void keysOfOtherProgramsAreReadOrNamed(String line) {
    String[] fields = line.split("\t");
    String pem = TestKeys.pem(fields[0]);
    String outcome;
    String says;
    try {
      outcome = "ok";
      says = TestKeys.signing(fields[0]).toString();
    } catch (Malformed e) {
      outcome = "malformed";
      says = e.getMessage() + e.where() + e.hint();
    } catch (InvalidValue e) {
      outcome = "invalid";
      says = e.getMessage() + e.where() + e.hint();
    }
    assertThat(outcome + ": " + says).as(fields[3]).startsWith(fields[1]).contains(fields[2]);
    pem.lines()
        .filter(text -> !text.startsWith("-"))
        .forEach(secret -> assertThat(says(fields[0])).doesNotContain(secret));
  }

  private static String says(String name) {
    try {
      return TestKeys.signing(name).toString();
    } catch (RuntimeException e) {
      return e + String.valueOf(e.getCause());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"p256", "p384", "p521", "ed25519", "rsa"})
  void findsThePublicKeyOfAPrivateOne(String name) {
    assertThat(TestKeys.signing(name + ".pem").verifyingKey())
        .isEqualTo(TestKeys.verifying(name + ".pub"));
    assertThat(TestKeys.signing(name + ".pem").verifyingKey().pem())
        .isEqualTo(TestKeys.pem(name + ".pub"));
  }

  @ParameterizedTest
  @EnumSource(KeyAlgorithm.class)
  void whatAKeySignsOnlyItsPublicKeyVerifies(KeyAlgorithm algorithm) {
    SigningKey key = SigningKey.generate(algorithm);
    byte[] signature = key.sign(MESSAGE);
    assertThat(key.verifyingKey().verifies(MESSAGE, signature)).isTrue();
    assertThat(key.verifyingKey().verifies(new byte[0], signature)).isFalse();
    assertThat(key.verifyingKey().verifies(MESSAGE, new byte[0])).isFalse();
    signature[signature.length / 2] ^= 1;
    assertThat(key.verifyingKey().verifies(MESSAGE, signature)).isFalse();
    SigningKey other = SigningKey.generate(algorithm);
    assertThat(key.verifyingKey().verifies(MESSAGE, other.sign(MESSAGE))).isFalse();
  }

  @ParameterizedTest
  @EnumSource(KeyAlgorithm.class)
  void aKeyIsTheSameAfterAFile(KeyAlgorithm algorithm) {
    assertTheSameAfterAFile(SigningKey.generate(algorithm), null, "-----BEGIN PRIVATE KEY-----");
  }

  @ParameterizedTest
  @EnumSource(KeyPurpose.class)
  void aKeyIsTheSameAfterAnEncryptedFile(KeyPurpose purpose) {
    char[] passphrase = "correct horse \u00fc".toCharArray();
    assertTheSameAfterAFile(
        SigningKey.generate(purpose), passphrase, "-----BEGIN ENCRYPTED PRIVATE KEY-----");
  }

  private static void assertTheSameAfterAFile(SigningKey key, char[] passphrase, String begin) {
    String pem = key.exportPem(passphrase);
    assertThat(pem).startsWith(begin);
    SigningKey again = SigningKey.parsePem(pem, passphrase, "file");
    assertThat(again.verifyingKey()).isEqualTo(key.verifyingKey());
    assertThat(key.verifyingKey().verifies(MESSAGE, again.sign(MESSAGE))).isTrue();
    assertThat(again)
        .hasToString(
            "SigningKey["
                + key.verifyingKey().algorithm()
                + ", "
                + key.verifyingKey().name().substring(0, 8)
                + "]");
  }

  @Test
  void aPassphraseIsAskedForAndCompared() {
    String pem = TestKeys.pem("encrypted.pem");
    assertThatThrownBy(() -> SigningKey.parsePem(pem, null, "model.pem"))
        .isInstanceOf(InvalidValue.class)
        .hasMessage("this key is encrypted, and there is no passphrase");
    for (int i = 0; i < 300; i++) {
      // Once in 256 times a wrong passphrase yields a right padding.
      char[] wrong = ("wrong" + i).toCharArray();
      assertThatThrownBy(() -> SigningKey.parsePem(pem, wrong, "model.pem"))
          .isInstanceOf(InvalidValue.class)
          .hasMessage("this is not the key's passphrase");
    }
  }

  @Test
  void publicAndPrivateKeysAreNotTakenForEachOther() {
    assertThatThrownBy(() -> TestKeys.verifying("p256.pem"))
        .isInstanceOf(InvalidValue.class)
        .hasMessageContaining("a private key");
    assertThatThrownBy(() -> TestKeys.signing("p256.pub"))
        .isInstanceOf(InvalidValue.class)
        .hasMessageContaining("a public key");
    assertThatThrownBy(() -> TestKeys.verifying("k256.pub"))
        .isInstanceOf(InvalidValue.class)
        .hasMessage("a key of a kind that is not used here");
  }

  @Test
  void aKeyForModelsIsNoneForRepositories() {
    SigningKey model = SigningKey.generate(KeyPurpose.MODEL);
    SigningKey repo = SigningKey.generate(KeyPurpose.REPO);
    assertThat(KeyPurpose.MODEL.require(model, "k")).isSameAs(model);
    assertThatThrownBy(() -> KeyPurpose.MODEL.require(repo, "k"))
        .isInstanceOf(InvalidValue.class)
        .hasMessage("this is a key of the kind Ed25519, which does not sign models");
    assertThatThrownBy(() -> KeyPurpose.REPO.require(model, "k"))
        .isInstanceOf(InvalidValue.class)
        .hasMessage("this is a key of the kind P-256, which does not sign repositories");
  }

  @Test
  void idsAreThoseOfTheSpecification() {
    // Computed by securesystemslib's encode_canonical and hashlib.
    assertThat(TestKeys.verifying("ed25519.pub").id()).isEqualTo(ED25519_ID);
    assertThat(TestKeys.verifying("rsa.pub").id()).isEqualTo(RSA_ID);
    assertThat(TestKeys.verifying("p256.pub").id()).isEqualTo(P256_ID);
  }

  private static final String ED25519_ID =
      "b1f064007b289091479776268a6733571715634e348b97e7edcf5eca2dd8ad3b";
  private static final String RSA_ID =
      "488d833099aef6cbd9e00413cd764a02437d6e30ae00e5b7ee1358babed83e03";
  private static final String P256_ID =
      "108e7c1e5ea0d47d3bbfc93de21c5d6090e01a2515378e688b5dfe16c7dac9eb";

  @Test
  void findsPrivateKeysInFiles() {
    for (String name :
        List.of("p256.pem", "encrypted.pem", "sec1.pem", "pkcs1.pem", "openssh.pem")) {
      byte[] file = ("# my key\n" + TestKeys.pem(name)).getBytes(StandardCharsets.UTF_8);
      assertThat(SigningKey.isIn(file)).as(name).isTrue();
    }
    for (String name : List.of("p256.pub", "certificate.pem")) {
      assertThat(SigningKey.isIn(TestKeys.pem(name).getBytes(StandardCharsets.UTF_8))).isFalse();
    }
    assertThat(SigningKey.isIn("GGUF".getBytes(StandardCharsets.UTF_8))).isFalse();
  }
}
