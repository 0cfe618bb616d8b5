package id.openclass.nexus.trust;

import static org.assertj.core.api.Assertions.assertThat;

import id.openclass.nexus.core.NexusException.Untrusted.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// Each attack that TUF is there to stop is one row: what the attacker does to a repository that a
/// client has used before, and why the client refuses. After each, the client trusts nothing older
/// than before.
class TufAttacksTest {
  private static final String TARGET = "tiny/1.0.0/release.json";

  /// @param name what it is called
  /// @param attack what is done
  /// @param reason why it is refused
  /// @param says part of the error
  record Attack(String name, Consumer<RepositorySimulator> attack, Reason reason, String says) {
    @Override
    public String toString() {
      return name;
    }
  }

  static final List<Attack> ATTACKS =
      List.of(
          new Attack(
              "arbitrary software: a root by other keys",
              repo -> {
                repo.signers.put("root", List.of(TestKeys.ed25519(9)));
                repo.publish("root");
              },
              Reason.SIGNATURE,
              "signed by 0 of the keys that root version 1 names for it"),
          new Attack(
              "arbitrary software: a root that names the attacker's keys, signed by them",
              repo -> {
                repo.removeKeys("root");
                repo.addKey("root", TestKeys.ed25519(9));
                repo.publish("root");
              },
              Reason.SIGNATURE,
              "that root version 1 names"),
          new Attack(
              "arbitrary software: a timestamp by the snapshot's key",
              repo -> {
                repo.signers.put("timestamp", repo.signers.get("snapshot"));
                repo.publish("timestamp");
              },
              Reason.SIGNATURE,
              "signed by 0"),
          new Attack(
              "arbitrary software: a snapshot by the timestamp's key",
              repo -> {
                repo.signers.put("snapshot", repo.signers.get("timestamp"));
                repo.publish("snapshot", "timestamp");
              },
              Reason.SIGNATURE,
              "signed by 0"),
          new Attack(
              "arbitrary software: targets by the online keys",
              repo -> {
                repo.signers.put("targets", repo.signers.get("timestamp"));
                repo.publish("targets", "snapshot", "timestamp");
              },
              Reason.SIGNATURE,
              "signed by 0"),
          new Attack(
              "arbitrary software: a release by another model's key",
              repo -> {
                repo.delegate("targets", "other", "other/*/*");
                repo.signers.put("tiny", repo.signers.get("other"));
                repo.publish("other", "tiny", "targets", "snapshot", "timestamp");
              },
              Reason.SIGNATURE,
              "that role targets names for it"),
          new Attack(
              "arbitrary software: another content of the target",
              repo -> repo.artifacts.put(TARGET, bytes("malicious")),
              Reason.MISMATCH,
              "its sha256 is"),
          new Attack(
              "endless data: a target that does not end",
              repo -> repo.artifacts.put(TARGET, new byte[1_000_000]),
              Reason.ENDLESS,
              "longer than the 9 bytes that are signed"),
          new Attack(
              "endless data: a root",
              repo -> {
                repo.publish("root");
                repo.tamper("root", text -> text + " ".repeat(MetadataLimits.ROOT_BYTES));
              },
              Reason.ENDLESS,
              "longer than the 524,288 bytes"),
          new Attack(
              "endless data: a timestamp",
              repo -> {
                repo.publish("timestamp");
                repo.tamper("timestamp", text -> text + " ".repeat(MetadataLimits.TIMESTAMP_BYTES));
              },
              Reason.ENDLESS,
              "longer than the 16,384 bytes"),
          new Attack(
              "endless data: a snapshot longer than its signed length",
              repo -> {
                repo.describesFiles = true;
                repo.publish("snapshot", "timestamp");
                repo.tamper("snapshot", text -> text + " ");
              },
              Reason.ENDLESS,
              "longer than the"),
          new Attack(
              "endless data: a length that no client would keep in memory",
              repo -> {
                repo.publish("snapshot");
                repo.meta("timestamp", "snapshot").put("length", 1L << 40);
                repo.publish("timestamp");
                repo.tamper("snapshot", t -> t + " ".repeat(MetadataLimits.SIGNED_LENGTH_BYTES));
              },
              Reason.ENDLESS,
              "longer than the 16,777,216 bytes"),
          new Attack(
              "rollback: an older root in the place of the next one",
              repo -> {
                repo.publish("root");
                repo.published.get("root").set(1, repo.published.get("root").getFirst());
              },
              Reason.ROLLBACK,
              "this is version 1, not 2"),
          new Attack(
              "rollback: a root is left out",
              repo -> {
                repo.publish("root", "root");
                repo.published.get("root").remove(1);
              },
              Reason.ROLLBACK,
              "this is version 3, not 2"),
          new Attack(
              "rollback: an older timestamp",
              repo -> repo.published.get("timestamp").removeLast(),
              Reason.ROLLBACK,
              "its version is 1; 2 was seen before"),
          new Attack(
              "rollback: a newer timestamp of an older snapshot",
              repo -> {
                repo.meta("timestamp", "snapshot").put("version", 1L);
                repo.publish("timestamp");
              },
              Reason.ROLLBACK,
              "its snapshot version is 1; 2 was seen before"),
          new Attack(
              "rollback: a newer snapshot of older targets",
              repo -> {
                repo.meta("snapshot", "targets").put("version", 1L);
                repo.publish("snapshot", "timestamp");
              },
              Reason.ROLLBACK,
              "its version of targets.json is 1; 2 was seen before"),
          new Attack(
              "rollback: a release is taken out of the snapshot",
              repo -> {
                repo.forgetMeta("snapshot", "tiny");
                repo.publish("snapshot", "timestamp");
              },
              Reason.ROLLBACK,
              "tiny.json was part of the snapshot and is no more"),
          new Attack(
              "mix and match: a snapshot of another version than the timestamp says",
              repo -> {
                repo.publish("snapshot", "timestamp");
                repo.published.get("snapshot").set(2, repo.published.get("snapshot").get(1));
              },
              Reason.MISMATCH,
              "this is version 2; signed is 3"),
          new Attack(
              "mix and match: targets of another version than the snapshot says",
              repo -> {
                repo.publish("targets", "snapshot", "timestamp");
                repo.published.get("targets").set(2, repo.published.get("targets").get(1));
              },
              Reason.MISMATCH,
              "this is version 2; signed is 3"),
          new Attack(
              "mix and match: other bytes of the same version, signed by a stolen snapshot key",
              repo -> {
                repo.describesFiles = true;
                repo.publish("snapshot", "timestamp");
                repo.forgetMeta("snapshot", "tiny");
                repo.published.get("snapshot").set(2, repo.signed("snapshot"));
              },
              Reason.MISMATCH,
              "signed are"),
          new Attack(
              "freeze: the repository stands still until its timestamp is expired",
              repo -> {
                repo.expire("timestamp", RepositorySimulator.NOW);
                repo.publish("timestamp");
              },
              Reason.EXPIRED,
              "timestamp metadata expired at 2026-03-04T05:06:07Z"),
          new Attack(
              "freeze: an expired snapshot",
              repo -> {
                repo.expire("snapshot", RepositorySimulator.NOW);
                repo.publish("snapshot", "timestamp");
              },
              Reason.EXPIRED,
              "snapshot metadata expired"),
          new Attack(
              "freeze: expired targets",
              repo -> {
                repo.expire("targets", RepositorySimulator.NOW);
                repo.publish("targets", "snapshot", "timestamp");
              },
              Reason.EXPIRED,
              "targets metadata expired"),
          new Attack(
              "freeze: an expired release",
              repo -> {
                repo.expire("tiny", RepositorySimulator.NOW);
                repo.publish("tiny", "snapshot", "timestamp");
              },
              Reason.EXPIRED,
              "targets metadata expired"),
          new Attack(
              "freeze: the next root is expired, and a later one withheld",
              repo -> {
                repo.expire("root", RepositorySimulator.NOW);
                repo.publish("root");
              },
              Reason.EXPIRED,
              "root metadata expired"),
          new Attack(
              "wrong role: targets where a snapshot was asked for",
              repo -> {
                repo.publish("snapshot", "timestamp");
                repo.published.get("snapshot").set(2, repo.published.get("targets").getLast());
              },
              null,
              "signed._type is not snapshot"),
          new Attack(
              "delegation: a role that is called root",
              repo -> {
                Map<String, Object> paths = Map.of("paths", List.of("tiny/*/*"));
                RepositorySimulator other = new RepositorySimulator();
                other.delegate("targets", "root", paths, false);
                repo.roles
                    .get("targets")
                    .put("delegations", other.roles.get("targets").get("delegations"));
                repo.publish("targets", "snapshot", "timestamp");
              },
              null,
              "is not allowed for a role: root"),
          new Attack(
              "one key twice: a threshold of two, met by one key",
              repo -> {
                repo.threshold("targets", 2);
                repo.publish("root", "targets", "snapshot", "timestamp");
                repo.tamperSignatures("targets", all -> all.add(all.getFirst()));
              },
              null,
              "one signature a key"));

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /// A repository at its second version, with a release of one model, and a client that knows it.
  private static RepositorySimulator repository() {
    RepositorySimulator repo = new RepositorySimulator();
    repo.delegate("targets", "tiny", "tiny/*/*");
    repo.addArtifact("tiny", TARGET, bytes("release 1"));
    repo.publish("tiny", "targets", "snapshot", "timestamp");
    return repo;
  }

  @ParameterizedTest
  @FieldSource("ATTACKS")
  void isRefusedAndLeavesTheClientAsItWas(Attack attack) {
    RepositorySimulator repo = repository();
    SimulatedClient client = new SimulatedClient(repo);
    assertThat(client.refresh()).isZero();
    client.files.remove("tiny");
    List<Long> before = versions(client);

    attack.attack().accept(repo);
    assertThat(client.download(TARGET)).as("refused").isOne();
    assertThat(client.failure).hasMessageContaining(attack.says());
    if (attack.reason() != null) {
      Attacks.assertReason(client, attack.reason());
    }
    assertThat(client.downloaded()).isEmpty();
    List<Long> after = versions(client);
    for (int i = 0; i < before.size(); i++) {
      assertThat(after.get(i)).isGreaterThanOrEqualTo(before.get(i));
    }
  }

  private static List<Long> versions(SimulatedClient client) {
    List<Long> versions = new ArrayList<>();
    RepositorySimulator.TOP.forEach(role -> versions.add(client.version(role)));
    return versions;
  }

  @Test
  void moreThan256RootsInOneUpdateGoOnInTheNext() {
    RepositorySimulator repo = new RepositorySimulator();
    for (int i = 0; i < 300; i++) {
      repo.publish("root");
    }
    SimulatedClient client = new SimulatedClient(repo);
    assertThat(client.refresh()).isZero();
    assertThat(client.version("root")).isEqualTo(257);
    assertThat(client.refresh()).isZero();
    assertThat(client.version("root")).isEqualTo(301);
  }

  @Test
  void aGraphOfDelegationsIsSearchedOnlySoFar() {
    RepositorySimulator repo = new RepositorySimulator();
    String above = "targets";
    for (int i = 0; i < 40; i++) {
      repo.delegate(above, "r" + i, "*");
      above = "r" + i;
    }
    repo.addArtifact(above, "deep", bytes("deep"));
    for (int i = 0; i < 40; i++) {
      repo.publish("r" + i);
    }
    repo.publish("targets", "snapshot", "timestamp");
    SimulatedClient client = new SimulatedClient(repo);
    assertThat(client.download("deep")).isOne();
    // The top-level targets are one of the 32.
    assertThat(repo.requests.getLast()).isEqualTo("1.r30.json");
  }

  @Test
  void anExpiredTimestampIsStillTheFloor() {
    RepositorySimulator repo = repository();
    SimulatedClient client = new SimulatedClient(repo);
    assertThat(client.refresh()).isZero();
    repo.published.get("timestamp").removeLast();
    assertThat(client.refreshAt(RepositorySimulator.NOW.plus(Duration.ofDays(31)))).isOne();
    repo.expire("root", RepositorySimulator.NOW.plus(Duration.ofDays(99)));
    repo.publish("root");
    assertThat(client.refresh()).isOne();
    Attacks.assertReason(client, Reason.ROLLBACK);
  }
}
