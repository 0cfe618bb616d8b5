package id.openclass.nexus.trust;

import static org.assertj.core.api.Assertions.assertThat;

import id.openclass.nexus.core.NexusException.Untrusted.Reason;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The cases of `test_rollback.py` of the TUF conformance suite.
class TufConformanceRollbackTest {
  private final RepositorySimulator repo = new RepositorySimulator();
  private final SimulatedClient client = new SimulatedClient(repo);

  @Test
  @DisplayName("test_new_timestamp_version_rollback")
  void theTimestampDoesNotGoBack() {
    repo.publish("timestamp");
    assertThat(client.refresh()).isZero();
    assertThat(client.version("timestamp")).isEqualTo(2);
    repo.published.remove("timestamp");
    repo.version("timestamp", 1);
    repo.publish("timestamp");
    assertThat(client.refresh()).isOne();
    Attacks.assertReason(client, Reason.ROLLBACK);
    assertThat(client.version("timestamp")).isEqualTo(2);
    assertThat(repo.requests.getLast()).isEqualTo("timestamp.json");
  }

  @ParameterizedTest(name = "test_snapshot_rollback[with hashes: {0}]")
  @ValueSource(booleans = {false, true})
  void theSnapshotDoesNotGoBack(boolean hashes) {
    repo.describesFiles = hashes;
    repo.publish("snapshot", "timestamp");
    assertThat(client.refresh()).isZero();
    repo.published.remove("snapshot");
    repo.version("snapshot", 1);
    repo.publish("snapshot", "timestamp");
    assertThat(client.refresh()).isOne();
    Attacks.assertReason(client, Reason.ROLLBACK);
    assertThat(client.version("timestamp")).isEqualTo(2);
    assertThat(client.version("snapshot")).isEqualTo(2);
    assertThat(repo.requests.getLast()).isEqualTo("timestamp.json");
  }

  @Test
  @DisplayName("test_targets_role_removal")
  void noRoleGoesFromTheSnapshot() {
    repo.delegate("targets", "delegated", "delegatedpath/*");
    repo.publish("delegated", "targets", "snapshot", "timestamp");
    assertThat(client.refresh()).isZero();
    repo.forgetMeta("snapshot", "delegated");
    repo.publish("snapshot", "timestamp");
    assertThat(client.refresh()).isOne();
    Attacks.assertReason(client, Reason.ROLLBACK);
    assertThat(client.version("snapshot")).isEqualTo(2);
  }

  @Test
  @DisplayName("test_targets_fast_forward_recovery")
  void aNewSnapshotKeyLetsTargetsGoBack() {
    repo.delegate("targets", "delegated", "delegatedpath/*");
    repo.publish("delegated");
    for (int i = 0; i < 99; i++) {
      repo.publish("targets");
    }
    repo.publish("snapshot", "timestamp");
    assertThat(client.refresh()).isZero();
    assertThat(client.version("targets")).isEqualTo(100);
    repo.rotateKeys("snapshot");
    repo.published.remove("targets");
    repo.version("targets", 1);
    repo.forgetMeta("snapshot", "delegated");
    repo.publish("root", "targets", "snapshot", "timestamp");
    assertThat(client.refresh()).isZero();
    assertThat(client.version("targets")).isOne();
  }

  @Test
  @DisplayName("test_new_snapshot_fast_forward_recovery")
  void newSnapshotAndTimestampKeysLetTheSnapshotGoBack() {
    for (int i = 0; i < 99; i++) {
      repo.publish("snapshot");
    }
    repo.publish("timestamp");
    assertThat(client.refresh()).isZero();
    assertThat(client.version("snapshot")).isEqualTo(100);
    repo.rotateKeys("snapshot");
    repo.rotateKeys("timestamp");
    repo.published.remove("snapshot");
    repo.version("snapshot", 1);
    repo.publish("root", "targets", "snapshot", "timestamp");
    assertThat(client.refresh()).isZero();
    assertThat(client.version("snapshot")).isOne();
  }

  @Test
  @DisplayName("test_new_timestamp_fast_forward_recovery")
  void aNewTimestampKeyLetsTheTimestampGoBack() {
    for (int i = 0; i < 99; i++) {
      repo.publish("timestamp");
    }
    assertThat(client.refresh()).isZero();
    assertThat(client.version("timestamp")).isEqualTo(100);
    repo.rotateKeys("timestamp");
    repo.published.remove("timestamp");
    repo.version("timestamp", 1);
    repo.publish("root", "timestamp");
    assertThat(client.refresh()).isZero();
    assertThat(client.version("timestamp")).isOne();
  }

  @ParameterizedTest(name = "test_targets_rollback[with hashes: {0}]")
  @ValueSource(booleans = {false, true})
  void targetsDoNotGoBack(boolean hashes) {
    repo.describesFiles = hashes;
    repo.publish("targets", "snapshot", "timestamp");
    assertThat(client.refresh()).isZero();
    repo.published.remove("targets");
    repo.version("targets", 1);
    repo.publish("targets", "snapshot", "timestamp");
    assertThat(client.refresh()).isOne();
    Attacks.assertReason(client, Reason.ROLLBACK);
    assertThat(client.version("snapshot")).isEqualTo(2);
    assertThat(client.version("targets")).isEqualTo(2);
  }
}
