package id.openclass.nexus.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.NexusException.Untrusted.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What this client does beyond the specification: time, soft expiry, order, torn updates.
class TrustedMetadataTest {
  private static final Instant NOW = RepositorySimulator.NOW;

  private final RepositorySimulator repo = new RepositorySimulator();
  private final SimulatedClient client = new SimulatedClient(repo);

  private void signedAt(String role, Instant time) {
    repo.roles.get(role).put(Validity.SIGNED, JsonFields.text(time));
  }

  @Test
  void aClockThatIsBehindDoesNotMakeExpiredMetadataGood() {
    signedAt("timestamp", NOW);
    repo.expire("snapshot", NOW.plus(Duration.ofDays(2)));
    repo.publish("snapshot", "timestamp");
    assertThat(client.refresh()).isZero();
    signedAt("timestamp", NOW.plus(Duration.ofDays(3)));
    repo.publish("timestamp");
    // The clock stands in 1970: what was signed on the third day is trusted and stored,
    assertThat(client.refreshAt(Instant.EPOCH)).isZero();
    // and from the next update on it is that day, when the snapshot is expired.
    assertThat(client.refreshAt(Instant.EPOCH)).isOne();
    Attacks.assertReason(client, Reason.EXPIRED);
  }

  @Test
  void datesFarAheadGoWithTheKeyThatSignedThem() {
    signedAt("timestamp", NOW.plus(Duration.ofDays(20_000)));
    repo.expire("timestamp", NOW.plus(Duration.ofDays(20_001)));
    repo.publish("timestamp");
    assertThat(client.refresh()).isZero();
    assertThat(client.refresh()).isOne();
    Attacks.assertReason(client, Reason.EXPIRED);

    repo.rotateKeys("timestamp");
    repo.roles.get("timestamp").remove(Validity.SIGNED);
    repo.expire("timestamp", NOW.plus(Duration.ofDays(9)));
    repo.publish("root", "timestamp");
    assertThat(client.refresh()).isZero();
  }

  @Test
  void staleMetadataWarnsAndIsTrusted() {
    repo.roles.get("timestamp").put(Validity.STALE, JsonFields.text(NOW.plus(Duration.ofDays(14))));
    repo.publish("timestamp");
    assertThat(ClientWorkflow.of(repo, client, NOW).refresh().isStale()).isFalse();
    Instant later = NOW.plus(Duration.ofDays(14));
    TrustedMetadata trusted = ClientWorkflow.of(repo, client, later).refresh();
    assertThat(trusted.isStale()).isTrue();
    assertThat(trusted.now()).isEqualTo(later);
  }

  @Test
  void aRootThatRotatesAndIsExpiredStillTakesTheOldFloorsAway() {
    for (int i = 0; i < 9; i++) {
      repo.publish("timestamp");
    }
    assertThat(client.refresh()).isZero();
    assertThat(client.version("timestamp")).isEqualTo(10);
    // The old key stays beside the new one: its signature alone would keep the floor.
    repo.addKey("timestamp");
    repo.expire("root", NOW);
    repo.publish("root");
    assertThat(client.refresh()).isOne();
    assertThat(client.version("timestamp")).isZero();
    repo.expire("root", NOW.plus(Duration.ofDays(9)));
    repo.published.remove("timestamp");
    repo.version("timestamp", 1);
    repo.publish("root", "timestamp");
    assertThat(client.refresh()).isZero();
    assertThat(client.version("timestamp")).isOne();
  }

  @Test
  void damagedStoredFilesAreFetchedAnew() {
    assertThat(client.refresh()).isZero();
    for (String role : new String[] {"timestamp", "snapshot", "targets"}) {
      client.files.put(role, new byte[] {'{'});
    }
    assertThat(client.refresh()).isZero();
    assertThat(client.trusted())
        .containsExactly("root 1", "snapshot 1", "targets 1", "timestamp 1");
  }

  @Test
  void aStoredSnapshotWithAnotherHashThanIsSignedIsFetchedAnew() {
    assertThat(client.refresh()).isZero();
    byte[] good = client.files.get("snapshot");
    repo.describesFiles = true;
    repo.publish("targets", "snapshot", "timestamp");
    assertThat(client.refresh()).isZero();
    client.files.put("snapshot", good);
    repo.requests.clear();
    assertThat(client.refresh()).isZero();
    assertThat(repo.requests).contains("2.snapshot.json");
  }

  @Test
  void withoutConsistentSnapshotsNamesHaveNoNumbers() {
    repo.root().put("consistent_snapshot", false);
    repo.publish("root");
    assertThat(client.refresh()).isZero();
    assertThat(repo.requests)
        .containsExactly(
            "2.root.json", "3.root.json", "timestamp.json", "snapshot.json", "targets.json");
    TargetFile target = new TargetFile("a/b", 1, new FileHashes(Map.of("sha256", "ab")), Map.of());
    assertThat(target.location(false)).isEqualTo("a/b");
    assertThat(target.location(true)).isEqualTo("a/ab.b");
  }

  @Test
  void aClientWithoutARootHasNothingToStartFrom() {
    client.files.clear();
    assertThat(client.refresh()).isOne();
    assertThat(client.failure)
        .isInstanceOf(NexusException.NotFound.class)
        .hasMessage("there is no trusted root to start from");
    assertThat(repo.requests).isEmpty();
  }

  @Test
  void theStepsComeInTheirOrder() {
    byte[] root = repo.published.get("root").getFirst();
    byte[] timestamp = repo.published.get("timestamp").getFirst();
    byte[] snapshot = repo.published.get("snapshot").getFirst();
    byte[] targets = repo.published.get("targets").getFirst();
    TrustedMetadata trusted = TrustedMetadata.startingFrom(root, NOW);
    assertOutOfOrder(() -> trusted.updateTimestamp(timestamp, "t"));
    assertOutOfOrder(() -> trusted.updateSnapshot(snapshot, "s"));
    trusted.finishRoot(null, null);
    assertOutOfOrder(() -> trusted.updateRoot(root, "r"));
    assertOutOfOrder(() -> trusted.finishRoot(null, null));
    assertOutOfOrder(trusted::wantedSnapshot);
    trusted.updateTimestamp(timestamp, "t");
    assertOutOfOrder(() -> trusted.updateTimestamp(timestamp, "t"));
    assertOutOfOrder(() -> trusted.wantedTargets("targets"));
    trusted.updateSnapshot(snapshot, "s");
    assertOutOfOrder(() -> trusted.updateSnapshot(snapshot, "s"));
    assertThat(trusted.updateTargets("targets", null, targets, "t").version()).isOne();
    assertThat(trusted.toString()).isEqualTo("TrustedMetadata[root 1, timestamp 1]");
  }

  private static void assertOutOfOrder(Runnable step) {
    assertThatThrownBy(step::run).isInstanceOf(IllegalStateException.class);
  }

  /// Storage that fails at its n-th operation and from then on.
  private final class Failing implements MetadataStorage {
    private int left;

    Failing(int operations) {
      left = operations;
    }

    private void step() {
      if (left-- <= 0) {
        throw NexusException.storage("the disk is gone", "test", null, null);
      }
    }

    @Override
    public Optional<byte[]> read(String role) {
      step();
      return client.read(role);
    }

    @Override
    public void write(String role, byte[] bytes) {
      step();
      client.write(role, bytes);
    }

    @Override
    public void remove(String role) {
      step();
      client.remove(role);
    }
  }

  @Test
  void anUpdateThatIsTornAnywhereIsFinishedByTheNext() {
    for (int operations = 0; ; operations++) {
      RepositorySimulator torn = new RepositorySimulator();
      SimulatedClient before = new SimulatedClient(torn);
      assertThat(before.refresh()).isZero();
      client.files.clear();
      client.files.putAll(before.files);
      torn.rotateKeys("timestamp");
      torn.publish("root", "targets", "snapshot", "timestamp");
      boolean whole = true;
      try {
        ClientWorkflow.of(torn, new Failing(operations), NOW).refresh();
      } catch (NexusException.Storage e) {
        whole = false;
      }
      ClientWorkflow.of(torn, client, NOW).refresh();
      assertThat(client.trusted())
          .as("torn at operation " + operations)
          .containsExactly("root 2", "snapshot 2", "targets 2", "timestamp 2");
      if (whole) {
        assertThat(operations).isGreaterThan(6);
        return;
      }
    }
  }
}
