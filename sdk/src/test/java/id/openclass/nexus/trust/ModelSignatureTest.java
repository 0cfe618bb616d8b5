package id.openclass.nexus.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.NexusException.InvalidValue;
import id.openclass.nexus.core.NexusException.Malformed;
import id.openclass.nexus.core.NexusException.Untrusted;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ModelSignatureTest {
  private static final Path FOLDER = Path.of("src/test/resources/vectors/trust/signatures");

  private static SignedFile file(String name) {
    return new SignedFile(name, Digest.of(name.getBytes(StandardCharsets.UTF_8)));
  }

  private static SignedFile file(String name, String content) {
    return new SignedFile(name, Digest.of(content.getBytes(StandardCharsets.UTF_8)));
  }

  private static final List<SignedFile> TINY =
      List.of(
          file("weights.gguf", "weights"),
          file("README.md", "hello\n"),
          file("config/x.json", "{\"a\":1}"));

  static List<String> lines() throws IOException {
    return Files.readAllLines(FOLDER.resolve("index.tsv")).stream()
        .filter(line -> !line.startsWith("#"))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("lines")
  void isTrustedOrRefusedAsTheIndexSays(String line) throws IOException {
    String[] fields = line.split("\t", -1);
    byte[] json = Files.readAllBytes(FOLDER.resolve(fields[0]));
    String outcome;
    String says = "";
    try {
      ModelStatement statement =
          ModelSignature.parse(json, fields[0]).verify(TestKeys.verifying("p256.pub"));
      outcome = statement.differences(TINY).isEmpty() ? "ok" : "different";
    } catch (Untrusted e) {
      outcome = "untrusted";
      says = e.getMessage();
    } catch (Malformed e) {
      outcome = "malformed";
      says = e.getMessage();
    }
    assertThat(outcome + ": " + says).as(fields[3]).startsWith(fields[1]).contains(fields[2]);
    assertThat(says).doesNotContain("\u001b").doesNotContain("\n");
  }

  @Test
  void filesAreWhatTheGeneratorMakes() throws IOException {
    assertThat(FOLDER.resolve("index.tsv")).hasContent(SignatureVectors.index().strip());
    for (SignatureVectors.Vector vector : SignatureVectors.all()) {
      assertThat(Files.readAllBytes(FOLDER.resolve(vector.name())))
          .as(vector.name())
          .isEqualTo(vector.bytes());
    }
    try (Stream<Path> all = Files.walk(FOLDER)) {
      assertThat(all.filter(Files::isRegularFile)).hasSize(SignatureVectors.all().size() + 1);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = KeyAlgorithm.class,
      names = {"P256", "P384", "P521"})
  void whatIsSignedIsVerifiedByTheSameKeyAlone(KeyAlgorithm algorithm) {
    SigningKey key = SigningKey.generate(algorithm);
    ModelStatement statement = ModelStatement.of("tiny", TINY, List.of("model.sig"));
    ModelSignature signed = ModelSignature.sign(statement, key);
    ModelSignature read = ModelSignature.parse(signed.toJson(), "model.sig");
    assertThat(read.verify(key.verifyingKey())).isEqualTo(statement);
    assertThat(read.isOf(statement, key.verifyingKey())).isTrue();
    assertThat(read.hint()).isEqualTo(key.verifyingKey().hint());
    assertThat(read.toString()).hasSizeLessThanOrEqualTo(100).startsWith("ModelSignature[by ");
    VerifyingKey other = SigningKey.generate(algorithm).verifyingKey();
    assertThatThrownBy(() -> read.verify(other))
        .isInstanceOf(Untrusted.class)
        .hasMessageContaining("signed by another key");
    assertThat(read.isOf(statement, other)).isFalse();
  }

  @Test
  void theFormIsExactlyThatOfTheSpecification() {
    ModelStatement statement =
        ModelStatement.of(
            "tiny", List.of(file("b"), file("a/c"), file("a.d")), List.of("model.sig"));
    String json =
        new String(
            ModelSignature.sign(statement, TestKeys.signing("p256.pem")).toJson(),
            StandardCharsets.UTF_8);
    JsonFields bundle = StrictJson.parse(json.getBytes(StandardCharsets.UTF_8), "model.sig");
    assertThat(bundle.map()).containsOnlyKeys("mediaType", "verificationMaterial", "dsseEnvelope");
    assertThat(bundle.object("verificationMaterial").map())
        .isEqualTo(
            Map.of(
                "publicKey",
                Map.of("hint", TestKeys.verifying("p256.pub").hint()),
                "tlogEntries",
                List.of()));
    JsonFields envelope = bundle.object("dsseEnvelope");
    assertThat(envelope.map()).containsOnlyKeys("payload", "payloadType", "signatures");
    assertThat(envelope.objects("signatures").getFirst().map()).containsOnlyKeys("sig", "keyid");
    JsonFields payload =
        StrictJson.parse(Base64.getDecoder().decode(envelope.text("payload")), "payload");
    assertThat(payload.map()).containsOnlyKeys("_type", "subject", "predicateType", "predicate");
    assertThat(payload.object("predicate").map()).containsOnlyKeys("serialization", "resources");
    // By code points of the whole name, in which a point comes before a slash.
    assertThat(payload.object("predicate").objects("resources"))
        .extracting(resource -> resource.text("name"))
        .containsExactly("a.d", "a/c", "b");
    assertThat(payload.object("predicate").object("serialization").texts("ignore_paths"))
        .containsExactly(".git", ".gitattributes", ".github", ".gitignore", "model.sig");
  }

  @Test
  void keysForOtherThingsAreRefused() {
    ModelStatement statement = ModelStatement.of("tiny", TINY, List.of());
    SigningKey repo = SigningKey.generate(KeyPurpose.REPO);
    assertThatThrownBy(() -> ModelSignature.sign(statement, repo)).isInstanceOf(InvalidValue.class);
    ModelSignature signed = ModelSignature.sign(statement, TestKeys.signing("p256.pem"));
    assertThatThrownBy(() -> signed.verify(repo.verifyingKey())).isInstanceOf(InvalidValue.class);
  }

  @Test
  void anEmptyModelIsRefused() {
    assertThatThrownBy(() -> ModelStatement.of("tiny", List.of(), List.of()))
        .isInstanceOf(InvalidValue.class)
        .hasMessage("there is no file to sign");
  }

  @Test
  void everyDifferenceIsTold() {
    ModelStatement statement =
        ModelStatement.of("tiny", List.of(file("a"), file("b")), List.of("ignored"));
    assertThat(statement.differences(List.of(file("b"), file("a")))).isEmpty();
    assertThat(
            statement.differences(
                List.of(
                    file("a", "x"),
                    file("c\u001b"),
                    file("ignored"),
                    file("ignored/below"),
                    file(".git/config"))))
        .containsExactly(
            "a has SHA-256 " + Digest.of(new byte[] {'x'}) + ", signed is " + file("a").sha256(),
            "b is signed and missing",
            "c\\u{1B} is there and not signed");
    assertThat(statement.ignores("ignored2")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"_type\":\"https://in-toto.io/Statement/v1\" | \"_type\":\"other\" | _type is other",
        "model_signing/signature/v1.0 | model_signing/Digests/v0.1 | predicateType is",
        "\"method\":\"files\" | \"method\":\"shards\" | method is shards",
        "\"hash_type\":\"sha256\" | \"hash_type\":\"blake3\" | hash_type is blake3",
        "\"algorithm\":\"sha256\" | \"algorithm\":\"blake3\" | algorithm is blake3",
        "\"name\":\"README.md\" | \"name\":\"../README.md\" | is no path inside the folder",
        "\"name\":\"README.md\" | \"name\":\"/README.md\" | is no path inside the folder",
        "\"name\":\"README.md\" | \"name\":\"weights.gguf\" | name is there twice",
        "\"name\":\"tiny\" | \"name\":1 | name is no string",
        "\"subject\":[ | \"subject\":[{}, | holds 2 models, not one"
      })
  void statementsThatSaySomethingElseAreRefusedThoughTheyAreSigned(
      String before, String after, String says) {
    assertThatThrownBy(() -> statement(text -> text.replace(before, after)))
        .isInstanceOf(Malformed.class)
        .hasMessageContaining(says);
  }

  @Test
  void aRootDigestOfOtherFilesIsRefused() {
    String digest = file("weights.gguf", "weights").sha256().hex();
    assertThatThrownBy(() -> statement(text -> text.replace(digest, "0".repeat(64))))
        .isInstanceOf(Malformed.class)
        .hasMessageContaining("another digest than its resources");
    assertThat(statement(text -> text).files()).hasSize(3);
  }

  private static ModelStatement statement(UnaryOperator<String> change) {
    byte[] payload = ModelStatement.of("tiny", TINY, List.of()).toPayload();
    String changed = change.apply(new String(payload, StandardCharsets.UTF_8));
    return ModelStatement.parse(changed.getBytes(StandardCharsets.UTF_8), "payload");
  }

  @Test
  void aSignatureOfGigabytesIsNotRead() {
    assertThatThrownBy(() -> ModelSignature.parse(new byte[(16 << 20) + 1], "model.sig"))
        .isInstanceOf(NexusException.Malformed.class)
        .hasMessageContaining("allowed are 16,777,216");
  }
}
