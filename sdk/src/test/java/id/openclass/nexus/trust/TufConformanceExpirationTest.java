package id.openclass.nexus.trust;

import static org.assertj.core.api.Assertions.assertThat;

import id.openclass.nexus.core.NexusException.Untrusted.Reason;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The cases of `test_expiration.py` of the TUF conformance suite.
class TufConformanceExpirationTest {
  private static final Instant NOW = RepositorySimulator.NOW;

  private final RepositorySimulator repo = new RepositorySimulator();
  private final SimulatedClient client = new SimulatedClient(repo);

  private static Instant day(int day) {
    return NOW.plus(Duration.ofDays(day));
  }

  @Test
  @DisplayName("test_root_expired")
  void anExpiredRootIsKeptAndNothingBelowIt() {
    assertThat(client.refresh()).isZero();
    repo.publish("root");
    assertThat(client.refresh()).isZero();
    repo.expire("root", day(-1));
    repo.publish("root", "targets", "snapshot", "timestamp");
    assertThat(client.refresh()).isOne();
    Attacks.assertReason(client, Reason.EXPIRED);
    assertThat(client.trusted())
        .containsExactly("root 3", "snapshot 1", "targets 1", "timestamp 1");
  }

  @ParameterizedTest(name = "test_{0}_expired")
  @CsvSource({
    "timestamp, root 1; snapshot 1; targets 1; timestamp 1",
    "snapshot, root 1; snapshot 1; targets 1; timestamp 2",
    "targets, root 1; snapshot 2; targets 1; timestamp 2"
  })
  void anExpiredRoleIsNotTaken(String role, String trusted) {
    assertThat(client.refresh()).isZero();
    repo.expire(role, day(-5));
    if (role.equals("targets")) {
      repo.publish("targets");
    }
    if (!role.equals("timestamp")) {
      repo.publish("snapshot");
    }
    repo.publish("timestamp");
    assertThat(client.refresh()).isOne();
    Attacks.assertReason(client, Reason.EXPIRED);
    assertThat(client.trusted()).containsExactly(trusted.split("; "));
  }

  @Test
  @DisplayName("test_expired_local_root")
  void anExpiredRootOfTheClientLeadsToANewOne() {
    repo.expire("root", day(7));
    repo.publish("root");
    assertThat(client.refresh()).isZero();
    repo.expire("root", day(21));
    repo.publish("root");
    assertThat(client.refreshAt(day(18))).isZero();
    assertThat(client.version("root")).isEqualTo(3);
  }

  @Test
  @DisplayName("test_expired_local_timestamp")
  void anExpiredTimestampOfTheClientLeadsToANewOne() {
    repo.expire("timestamp", day(7));
    repo.publish("timestamp");
    assertThat(client.refresh()).isZero();
    repo.expire("timestamp", day(21));
    repo.publish("targets", "snapshot", "timestamp");
    assertThat(client.refreshAt(day(18))).isZero();
    assertThat(client.trusted())
        .containsExactly("root 1", "snapshot 2", "targets 2", "timestamp 3");
  }
}
