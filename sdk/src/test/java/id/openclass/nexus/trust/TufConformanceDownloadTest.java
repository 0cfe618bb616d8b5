package id.openclass.nexus.trust;

import static org.assertj.core.api.Assertions.assertThat;

import id.openclass.nexus.core.Digest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The cases of `test_file_download.py` of the TUF conformance suite.
class TufConformanceDownloadTest {
  private final RepositorySimulator repo = new RepositorySimulator();
  private final SimulatedClient client = new SimulatedClient(repo);

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void publish() {
    repo.publish("targets", "snapshot", "timestamp");
  }

  @Test
  @DisplayName("test_client_downloads_expected_file")
  void downloadsWhatItWasAskedFor() {
    repo.addArtifact("targets", "target_file.txt", bytes("target file contents"));
    publish();
    assertThat(client.refresh()).isZero();
    assertThat(client.downloaded()).isEmpty();
    assertThat(client.download("target_file.txt")).isZero();
    assertThat(client.downloaded()).containsExactly("target file contents");
  }

  @Test
  @DisplayName("test_client_downloads_expected_file_in_sub_dir")
  void downloadsATargetInAFolder() {
    String path = "path/to/a/target_file.txt";
    repo.addArtifact("targets", path, bytes("target file contents"));
    publish();
    assertThat(client.download(path)).isZero();
    assertThat(client.downloaded()).containsExactly("target file contents");
    assertThat(repo.artifactRequests)
        .containsExactly(
            "path/to/a/" + Digest.of(bytes("target file contents")) + ".target_file.txt");
  }

  @Test
  @DisplayName("test_repository_substitutes_target_file")
  void takesNoOtherContentThanIsSigned() {
    repo.addArtifact("targets", "one", bytes("first content"));
    repo.addArtifact("targets", "two", bytes("second content"));
    publish();
    assertThat(client.download("one")).isZero();
    repo.artifacts.replaceAll((path, content) -> bytes("malicious data"));
    assertThat(client.download("one")).isZero();
    assertThat(client.download("two")).isOne();
    assertThat(client.downloaded()).containsExactly("first content");
  }

  @Test
  @DisplayName("test_multiple_changes_to_target")
  void followsATargetThatChangesAndRefusesItsForgeries() {
    repo.addArtifact("targets", "file", bytes("contents"));
    publish();
    assertThat(client.download("file")).isZero();
    List<String> expected = new ArrayList<>(List.of("contents"));
    for (int i = 0; i < 11; i++) {
      String modified = "modified contents " + i;
      repo.addArtifact("targets", "file", bytes(modified));
      repo.addArtifact("targets", "new-" + i, bytes("new " + i));
      publish();
      if (i % 5 == 0) {
        assertThat(client.download("file")).isZero();
        assertThat(client.download("new-" + i)).isZero();
        expected.removeIf(content -> content.contains("contents"));
        expected.add(modified);
        expected.add("new " + i);
        assertThat(client.downloaded()).containsExactlyElementsOf(expected);
        repo.artifacts.put("file", bytes("malicious contents " + i));
        publish();
        client.download("file");
        assertThat(client.downloaded()).containsExactlyElementsOf(expected);
      }
    }
  }

  @ParameterizedTest(name = "test_download_with_hash_algorithms[{0}]")
  @ValueSource(strings = {"sha256", "sha512", "sha256 sha512"})
  void comparesHashesOfEachKnownAlgorithm(String names) {
    byte[] content = bytes("target file contents");
    Map<String, String> hashes = new LinkedHashMap<>();
    for (String name : names.split(" ")) {
      hashes.put(name, hash(name.replace("sha", "SHA-"), content));
    }
    repo.addArtifact("targets", "file", content, hashes);
    publish();
    assertThat(client.download("file")).isZero();
    assertThat(repo.artifactRequests).hasSize(1);
    assertThat(hashes.values()).contains(repo.artifactRequests.getFirst().split("\\.")[0]);
    assertThat(client.downloaded()).containsExactly("target file contents");
  }

  private static String hash(String algorithm, byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @DisplayName("test_download_with_unknown_hash_algorithm")
  void takesNothingThatIsSignedWithUnknownHashesOnly() {
    byte[] content = bytes("target file contents");
    repo.addArtifact("targets", "file", content, Map.of("unknown-hash", hash("SHA-512", content)));
    publish();
    assertThat(client.download("file")).isOne();
    assertThat(client.downloaded()).isEmpty();
  }

  @Test
  @DisplayName("test_artifact_cache")
  void downloadsNothingTwice() {
    repo.addArtifact("targets", "file", bytes("target file contents"));
    publish();
    assertThat(client.download("file")).isZero();
    assertThat(client.download("file")).isZero();
    assertThat(repo.artifactRequests).hasSize(1);
  }
}
