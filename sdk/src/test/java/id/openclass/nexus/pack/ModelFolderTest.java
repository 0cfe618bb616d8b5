package id.openclass.nexus.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.NexusException.Untrusted.Reason;
import id.openclass.nexus.core.OutputFile.Outcome;
import id.openclass.nexus.core.Progress;
import id.openclass.nexus.trust.KeyPurpose;
import id.openclass.nexus.trust.SignedFile;
import id.openclass.nexus.trust.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFolderTest {
  @TempDir Path temporary;
  private final SigningKey key = SigningKey.generate(KeyPurpose.MODEL);
  private Path folder;

  @BeforeEach
  void makeAModel() throws IOException {
    folder = temporary.resolve("tiny");
    write("weights.gguf", "weights");
    write("sub/config.json", "{}");
    write(".git/config", "not part of it");
  }

  private void write(String name, String text) throws IOException {
    Files.createDirectories(folder.resolve(name).getParent());
    Files.writeString(folder.resolve(name), text);
  }

  private Outcome sign() {
    return ModelFolder.at(folder).sign(key, Progress.NONE);
  }

  private void assertRefused(Reason reason, String says) {
    assertThatThrownBy(() -> ModelFolder.at(folder).verify(key.verifyingKey(), Progress.NONE))
        .isInstanceOfSatisfying(
            NexusException.Untrusted.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessageContaining(says);
  }

  @Test
  void whatIsSignedIsVerified() {
    assertThat(sign()).isEqualTo(Outcome.WRITTEN);
    assertThat(ModelFolder.at(folder).verify(key.verifyingKey(), Progress.NONE).files())
        .extracting(SignedFile::name)
        .containsExactly("sub/config.json", "weights.gguf");
    assertThat(ModelFolder.at(folder).differences(Progress.NONE)).isEmpty();
    assertThat(ModelFolder.at(folder).toString()).startsWith("ModelFolder[");
  }

  @Test
  void signingAgainChangesNothing() throws IOException {
    sign();
    byte[] before = Files.readAllBytes(folder.resolve("model.sig"));
    assertThat(sign()).isEqualTo(Outcome.ALREADY_THERE);
    assertThat(folder.resolve("model.sig")).hasBinaryContent(before);
    write("weights.gguf", "other");
    assertThat(sign()).isEqualTo(Outcome.WRITTEN);
    Files.writeString(folder.resolve("model.sig"), "no signature");
    assertThat(sign()).isEqualTo(Outcome.WRITTEN);
    ModelFolder.at(folder).verify(key.verifyingKey(), Progress.NONE);
  }

  @Test
  void aChangedAMissingAndAnExtraFileAreTold() throws IOException {
    sign();
    write("weights.gguf", "Weights");
    assertRefused(Reason.MISMATCH, "weights.gguf has SHA-256");
    write("extra", "");
    assertRefused(Reason.MISMATCH, "extra is there and not signed, and 1 more");
    Files.delete(folder.resolve("extra"));
    write("weights.gguf", "weights");
    Files.delete(folder.resolve("sub/config.json"));
    assertRefused(Reason.MISMATCH, "sub/config.json is signed and missing");
    assertThat(ModelFolder.at(folder).differences(Progress.NONE))
        .containsExactly("sub/config.json is signed and missing");
  }

  @Test
  void whatIsIgnoredAndEmptyFoldersDoNotCount() throws IOException {
    sign();
    write(".git/more", "more");
    write(".gitignore", "x");
    Files.createDirectory(folder.resolve("empty"));
    ModelFolder.at(folder).verify(key.verifyingKey(), Progress.NONE);
  }

  @Test
  void anUnsignedFolderAndAnotherKeyAreNotTrusted() {
    assertRefused(Reason.SIGNATURE, "it is not signed");
    sign();
    SigningKey other = SigningKey.generate(KeyPurpose.MODEL);
    assertThatThrownBy(() -> ModelFolder.at(folder).verify(other.verifyingKey(), Progress.NONE))
        .isInstanceOf(NexusException.Untrusted.class)
        .hasMessageContaining("signed by another key");
  }

  @Test
  void linksAreNeitherSignedNorTrusted() throws IOException {
    sign();
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("weights.gguf"));
    assertRefused(Reason.MISMATCH, "link is a link or a device");
    assertThatThrownBy(this::sign)
        .isInstanceOf(NexusException.Refused.class)
        .hasMessageContaining("a link or a device");
    Files.delete(link);
    Files.delete(folder.resolve("weights.gguf"));
    Files.writeString(temporary.resolve("weights"), "weights");
    Files.createSymbolicLink(folder.resolve("weights.gguf"), temporary.resolve("weights"));
    assertRefused(Reason.MISMATCH, "weights.gguf is a link or a device");
  }

  @Test
  void aFolderWithAPrivateKeyIsNotSigned() throws IOException {
    write("sub/model.pem", key.exportPem(null));
    assertThatThrownBy(this::sign)
        .isInstanceOf(NexusException.Refused.class)
        .hasMessage("this file holds a private key, which must not be shipped");
    assertThat(folder.resolve("model.sig")).doesNotExist();
  }

  @Test
  void anEmptyFolderAndAFileAreNotSigned() throws IOException {
    Path empty = Files.createDirectory(temporary.resolve("none"));
    assertThatThrownBy(() -> ModelFolder.at(empty).sign(key, Progress.NONE))
        .isInstanceOf(NexusException.InvalidValue.class);
    assertThatThrownBy(() -> ModelFolder.at(folder.resolve("weights.gguf")))
        .isInstanceOf(NexusException.InvalidValue.class)
        .hasMessageContaining("single files are not signed");
    assertThatThrownBy(() -> ModelFolder.at(temporary.resolve("nowhere")))
        .isInstanceOf(NexusException.NotFound.class);
  }
}
