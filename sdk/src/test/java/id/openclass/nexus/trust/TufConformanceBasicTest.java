package id.openclass.nexus.trust;

import static org.assertj.core.api.Assertions.assertThat;

import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.NexusException.Untrusted.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The cases of `test_basic.py` of the TUF conformance suite, under their names, against the rules
/// alone.
class TufConformanceBasicTest {
  private final RepositorySimulator repo = new RepositorySimulator();
  private final SimulatedClient client = new SimulatedClient(repo);

  @Test
  @DisplayName("test_basic_refresh_requests")
  void asksForEachFileOnceAndInOrder() {
    assertThat(client.refresh()).isZero();
    assertThat(repo.requests)
        .containsExactly("2.root.json", "timestamp.json", "1.snapshot.json", "1.targets.json");
  }

  @Test
  @DisplayName("test_basic_refresh_trusted_data")
  void keepsWhatTheRepositoryServed() {
    assertThat(client.refresh()).isZero();
    for (String role : RepositorySimulator.TOP) {
      assertThat(client.files.get(role)).isEqualTo(repo.published.get(role).getLast());
    }
  }

  @Test
  @DisplayName("test_implicit_refresh")
  void refreshesBeforeItLooksForATarget() {
    assertThat(client.download("nonexistent artifact")).isOne();
    assertThat(repo.requests)
        .containsExactly("2.root.json", "timestamp.json", "1.snapshot.json", "1.targets.json");
    assertThat(client.trusted())
        .containsExactly("root 1", "snapshot 1", "targets 1", "timestamp 1");
  }

  @Test
  @DisplayName("test_invalid_initial_root")
  void startsFromNoRootWithoutAVersion() {
    Map<String, Object> signed = new LinkedHashMap<>(repo.root());
    signed.remove("version");
    client.write("root", RepositorySimulator.envelope(signed, repo.signers.get("root")));
    assertThat(client.refresh()).isOne();
    assertThat(repo.requests).isEmpty();
  }

  @Test
  @DisplayName("test_unsigned_initial_root")
  void startsFromNoRootThatItsKeysDidNotSign() {
    client.write("root", RepositorySimulator.envelope(repo.root(), repo.signers.get("targets")));
    assertThat(client.refresh()).isOne();
    assertThat(client.failure).hasMessageContaining("signed by 0 of the keys");
    assertThat(repo.requests).isEmpty();
  }

  @ParameterizedTest(name = "test_unsigned_metadata[{0}]")
  @CsvSource({
    "root, root 1",
    "timestamp, root 2",
    "snapshot, root 2; timestamp 2",
    "targets, root 2; snapshot 2; timestamp 2"
  })
  void takesNoRoleThatIsNotSigned(String role, String trusted) {
    repo.signers.get(role).removeLast();
    repo.publish("root", "targets", "snapshot", "timestamp");
    assertThat(client.refresh()).isOne();
    assertThat(client.trusted()).containsExactly(trusted.split("; "));
  }

  @ParameterizedTest(name = "test_url_and_metadata_version_mismatch[{0}]")
  @CsvSource({
    "root, root 1",
    "snapshot, root 2; timestamp 2",
    "targets, root 2; snapshot 2; timestamp 2"
  })
  void takesNoOtherVersionThanItAskedFor(String role, String trusted) {
    repo.publish("root", "targets", "snapshot", "timestamp");
    // The same again with one version more: 2.ROLE.json says that it is 3.
    repo.version(role, 3);
    repo.published.get(role).set(1, repo.signed(role));
    assertThat(client.refresh()).isOne();
    assertThat(client.trusted()).containsExactly(trusted.split("; "));
  }

  @Test
  @DisplayName("test_timestamp_content_changes")
  void theSameTimestampVersionIsNoNewsWhateverItSays() {
    assertThat(client.refresh()).isZero();
    byte[] before = client.files.get("timestamp");
    repo.meta("timestamp", "snapshot").put("version", 100L);
    repo.published.get("timestamp").set(0, repo.signed("timestamp"));
    repo.requests.clear();
    assertThat(client.refresh()).isZero();
    assertThat(repo.requests).containsExactly("2.root.json", "timestamp.json");
    assertThat(client.files.get("timestamp")).isEqualTo(before);
  }

  @Test
  @DisplayName("test_basic_metadata_hash_support")
  void takesFilesWhoseHashesAreRight() {
    repo.describesFiles = true;
    repo.publish("targets", "snapshot", "timestamp");
    assertThat(client.refresh()).isZero();
  }

  @ParameterizedTest(name = "test_{1}_hash_mismatch")
  @CsvSource({
    "snapshot, targets, root 1; snapshot 3; targets 2; timestamp 3",
    "timestamp, snapshot, root 1; snapshot 2; targets 2; timestamp 3"
  })
  void takesNoFileWithAnotherHash(String describing, String described, String trusted) {
    repo.describesFiles = true;
    repo.publish("targets", "snapshot", "timestamp");
    assertThat(client.refresh()).isZero();
    repo.publish("targets", "snapshot");
    repo.meta(describing, described).put("hashes", Map.of("sha256", "0".repeat(64)));
    if (describing.equals("snapshot")) {
      repo.published.get("snapshot").set(2, repo.signed("snapshot"));
      byte[] snapshot = repo.published.get("snapshot").getLast();
      repo.meta("timestamp", "snapshot").put("length", (long) snapshot.length);
      repo.meta("timestamp", "snapshot").put("hashes", Map.of("sha256", Digest.of(snapshot).hex()));
    }
    repo.publish("timestamp");
    assertThat(client.refresh()).isOne();
    Attacks.assertReason(client, Reason.MISMATCH);
    assertThat(client.trusted()).containsExactly(trusted.split("; "));
  }

  @Test
  @DisplayName("test_metadata_bytes_match")
  void keepsTheBytesAsTheyCame() {
    repo.tamper("timestamp", text -> text + " ");
    assertThat(client.refresh()).isZero();
    assertThat(new String(client.files.get("timestamp"), StandardCharsets.UTF_8)).endsWith(" ");
  }

  @Test
  @DisplayName("test_custom_fields")
  void fieldsThatItDoesNotKnowAreSignedToo() {
    assertThat(client.refresh()).isZero();
    Map<String, Object> key =
        new LinkedHashMap<>(SigningKey.generate(KeyAlgorithm.P256).verifyingKey().toMetadata());
    key.put("extra-field", Map.of("a", 1L, "b", 2L));
    String id = VerifyingKey.idOf(key, "key");
    RepositorySimulator.object(repo.root(), "keys").put(id, key);
    RepositorySimulator.list(repo.roleOf("root"), "keyids").add(id);
    repo.root().put("custom-field", "value");
    repo.roleOf("root").put("another-field", "value");
    repo.publish("root");
    assertThat(client.refresh()).isZero();
    assertThat(client.version("root")).isEqualTo(2);
  }

  @Test
  @DisplayName("test_deprecated_keyid_hash_algorithms")
  void aFieldOnHashesOfKeyIdsMeansNothing() {
    assertThat(client.refresh()).isZero();
    SigningKey signer = SigningKey.generate(KeyAlgorithm.P256);
    Map<String, Object> key = new LinkedHashMap<>(signer.verifyingKey().toMetadata());
    key.put("keyid_hash_algorithms", "md5");
    String id = VerifyingKey.idOf(key, "key");
    repo.removeKeys("snapshot");
    repo.signers.get("snapshot").add(signer);
    RepositorySimulator.object(repo.root(), "keys").put(id, key);
    RepositorySimulator.list(repo.roleOf("snapshot"), "keyids").add(id);
    repo.publish("root", "snapshot", "timestamp");
    repo.tamperSignatures("snapshot", all -> all.getFirst().put("keyid", id));
    assertThat(client.refresh()).isZero();
    assertThat(client.trusted())
        .containsExactly("root 2", "snapshot 2", "targets 1", "timestamp 2");
  }

  @Test
  @DisplayName("test_snapshot_404")
  void aSnapshotThatIsMissingStopsTheUpdateThere() {
    assertThat(client.refresh()).isZero();
    repo.meta("timestamp", "snapshot").put("version", 2L);
    repo.publish("timestamp");
    assertThat(client.refresh()).isOne();
    assertThat(repo.requests.getLast()).isEqualTo("2.snapshot.json");
    assertThat(client.trusted())
        .containsExactly("root 1", "snapshot 1", "targets 1", "timestamp 2");
  }

  @Test
  @DisplayName("test_targets_404")
  void targetsThatAreMissingStopTheUpdateThere() {
    assertThat(client.refresh()).isZero();
    repo.meta("snapshot", "targets").put("version", 2L);
    repo.publish("snapshot", "timestamp");
    assertThat(client.refresh()).isOne();
    assertThat(repo.requests.getLast()).isEqualTo("2.targets.json");
    assertThat(client.trusted())
        .containsExactly("root 1", "snapshot 2", "targets 1", "timestamp 2");
  }

  @Test
  @DisplayName("test_timestamp_404")
  void aTimestampThatIsMissingStopsTheUpdateThere() {
    assertThat(client.refresh()).isZero();
    repo.published.remove("timestamp");
    assertThat(client.refresh()).isOne();
    assertThat(repo.requests.getLast()).isEqualTo("timestamp.json");
  }

  @Test
  @DisplayName("test_incorrect_metadata_type")
  void aSnapshotIsNoTimestampThoughItLooksAndIsSignedLikeOne() {
    assertThat(client.refresh()).isZero();
    client.files.keySet().removeAll(List.of("timestamp", "snapshot", "targets"));
    repo.addKey("snapshot", repo.signers.get("timestamp").getFirst());
    repo.roles.get("snapshot").put("meta", Map.of("snapshot.json", Map.of("version", 1L)));
    repo.publish("root", "snapshot");
    repo.published.get("timestamp").add(repo.published.get("snapshot").removeLast());
    assertThat(client.refresh()).isOne();
    assertThat(client.failure).hasMessageContaining("signed._type is not timestamp");
    assertThat(client.trusted()).containsExactly("root 2");
  }

  @Test
  @DisplayName("test_faketime")
  void theTimeIsWhatItIsTold() {
    repo.expire("root", RepositorySimulator.NOW.plus(Duration.ofDays(7)));
    repo.publish("root");
    assertThat(client.refresh()).isZero();
    assertThat(client.refreshAt(RepositorySimulator.NOW.plus(Duration.ofDays(8)))).isOne();
    Attacks.assertReason(client, Reason.EXPIRED);
  }
}
