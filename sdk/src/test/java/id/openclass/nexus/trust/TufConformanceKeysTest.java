package id.openclass.nexus.trust;

import static org.assertj.core.api.Assertions.assertThat;

import id.openclass.nexus.core.NexusException.Untrusted.Reason;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The cases of `test_keys.py` of the TUF conformance suite.
class TufConformanceKeysTest {
  private final RepositorySimulator repo = new RepositorySimulator();
  private final SimulatedClient client = new SimulatedClient(repo);

  @Test
  @DisplayName("test_snapshot_does_not_meet_threshold")
  void twoOfThreeSignaturesAreTooFew() {
    repo.threshold("snapshot", 3);
    repo.addKey("snapshot");
    repo.addKey("snapshot");
    repo.publish("root", "targets", "snapshot", "timestamp");
    assertThat(client.refresh()).isZero();
    repo.signers.get("snapshot").removeLast();
    repo.publish("targets", "snapshot", "timestamp");
    assertThat(client.refresh()).isOne();
    assertThat(client.failure)
        .hasMessage("signed by 2 of the keys that root version 2 names for it; 3 are needed");
    assertThat(client.version("snapshot")).isEqualTo(2);
  }

  @Test
  @DisplayName("test_snapshot_has_too_few_keys")
  void aThresholdAboveTheCountOfKeysIsNeverMet() {
    for (int i = 0; i < 4; i++) {
      repo.addKey("snapshot");
    }
    repo.threshold("snapshot", 6);
    repo.publish("root", "snapshot", "timestamp");
    assertThat(client.refresh()).isOne();
    assertThat(client.version("root")).isEqualTo(2);
    assertThat(client.version("snapshot")).isZero();
  }

  @Test
  @DisplayName("test_duplicate_keys")
  void oneKeyNamedManyTimesIsOneKey() {
    SigningKey key = SigningKey.generate(KeyAlgorithm.ED25519);
    for (int i = 0; i < 9; i++) {
      repo.nameKey("snapshot", key);
    }
    repo.signers.get("snapshot").add(key);
    repo.threshold("snapshot", 6);
    repo.publish("root", "snapshot", "timestamp");
    repo.tamperSignatures(
        "snapshot",
        all -> {
          Map<String, Object> last = all.getLast();
          for (int i = 0; i < 8; i++) {
            all.add(last);
          }
        });
    assertThat(client.refresh()).isOne();
    assertThat(client.version("snapshot")).isZero();
  }

  @Test
  @DisplayName("one key under several ids is one key")
  void oneKeyUnderSeveralIdsIsOneKey() {
    SigningKey key = repo.signers.get("snapshot").getFirst();
    Map<String, Object> again = new LinkedHashMap<>(key.verifyingKey().toMetadata());
    again.put("x-note", "the same key, another id");
    String id = VerifyingKey.idOf(again, "key");
    RepositorySimulator.object(repo.root(), "keys").put(id, again);
    RepositorySimulator.list(repo.roleOf("snapshot"), "keyids").add(id);
    repo.threshold("snapshot", 2);
    repo.publish("root", "snapshot", "timestamp");
    repo.tamperSignatures(
        "snapshot",
        all -> {
          Map<String, Object> second = new LinkedHashMap<>(all.getFirst());
          second.put("keyid", id);
          all.add(second);
        });
    assertThat(client.refresh()).isOne();
    Attacks.assertReason(client, Reason.SIGNATURE);
    assertThat(client.version("snapshot")).isZero();
  }

  @Test
  @DisplayName("test_duplicate_sig_keyids")
  void aKeySignsOnce() {
    repo.tamperSignatures("snapshot", all -> all.add(all.getFirst()));
    assertThat(client.refresh()).isOne();
    assertThat(client.failure).hasMessageContaining("one signature a key");
    assertThat(client.version("snapshot")).isZero();
  }

  @ParameterizedTest(name = "test_keytype_and_scheme[{0}/{1}]")
  @CsvSource({
    "rsa, rsassa-pss-sha256, RSA",
    "ecdsa, ecdsa-sha2-nistp256, P256",
    "ed25519, ed25519, ED25519"
  })
  void eachKindOfKeySignsAndItsForgeryIsNoticed(
      String type, String scheme, KeyAlgorithm algorithm) {
    SigningKey key = repo.addKey("root", SigningKey.generate(algorithm));
    assertThat(key.verifyingKey().toMetadata()).containsEntry("keytype", type);
    assertThat(key.verifyingKey().toMetadata()).containsEntry("scheme", scheme);
    repo.threshold("root", 2);
    repo.publish("root");
    assertThat(client.refresh()).isZero();
    assertThat(client.version("root")).isEqualTo(2);

    String other = java.util.HexFormat.of().formatHex(key.sign(new byte[] {1}));
    repo.publish("root");
    repo.tamperSignatures("root", all -> all.getLast().put("sig", other));
    assertThat(client.refresh()).isOne();
    Attacks.assertReason(client, Reason.SIGNATURE);
    assertThat(client.version("root")).isEqualTo(2);
  }

  @Test
  @DisplayName("test_invalid_sig_in_valid_metadata")
  void aWrongSignatureBesideEnoughRightOnesDoesNoHarm() {
    repo.addKey("timestamp");
    for (String wrong : new String[] {"00".repeat(64), "", "not hexadecimal"}) {
      repo.publish("root", "timestamp");
      repo.tamperSignatures("timestamp", all -> all.getFirst().put("sig", wrong));
      assertThat(client.refresh()).isZero();
    }
    assertThat(client.version("timestamp")).isEqualTo(4);
  }
}
