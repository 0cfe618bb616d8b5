package id.openclass.nexus.trust;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The cases of `test_updater_key_rotations.py` of the TUF conformance suite. A version is written
/// `KEYS/THRESHOLD/SIGNERS`, each key a digit; the last one is refused where it ends in `!`.
class TufConformanceRotationTest {
  private final RepositorySimulator repo = new RepositorySimulator();
  private final List<SigningKey> keys =
      IntStream.range(0, 10).mapToObj(i -> SigningKey.generate(KeyAlgorithm.ED25519)).toList();

  private void setKeys(String role, String version) {
    String[] parts = version.replace("!", "").split("/");
    repo.removeKeys(role);
    parts[0].chars().forEach(digit -> repo.nameKey(role, keys.get(digit - '0')));
    repo.threshold(role, Long.parseLong(parts[1]));
    parts[2].chars().forEach(digit -> repo.signers.get(role).add(keys.get(digit - '0')));
  }

  @ParameterizedTest(name = "test_root_rotation[{0}]")
  @CsvSource({
    "1-of-1-key-rotation, 1/1/1 2/1/21 2/1/2",
    "1-of-1-key-rotation-unused-signatures, 1/1/314 2/1/3214 2/1/324",
    "3-of-5-sign-with-different-keycombos, 01234/3/024 01234/3/041 01234/3/013 01234/3/013",
    "3-of-5-one-key-rotated, 01234/3/024 01345/3/041",
    "3-of-5-one-key-rotated-with-intermediate-step, 01234/3/024 01345/3/0245 01345/3/045",
    "3-of-5-all-keys-rotated-with-intermediate-step, 01234/3/024 56789/3/024567 56789/3/567",
    "1-of-3-threshold-increase-to-2-of-3, 123/1/1 123/2/12",
    "2-of-3-threshold-decrease-to-1-of-3, 123/2/12 123/1/12 123/1/1",
    "1-of-2-threshold-increase-to-2-of-2, 1/1/1 12/2/12",
    "1-of-1-key-rotation-fail-not-signed-with-old-key, 1/1/1 2/1/234!",
    "1-of-1-key-rotation-fail-not-signed-with-new-key, 1/1/1 2/1/134!",
    "3-of-5-one-key-rotate-fails-not-signed-with-3-new-keys, 01234/3/024 01345/3/024!",
    "3-of-5-one-key-rotate-fails-not-signed-with-3-old-keys, 01234/3/024 01345/3/045!",
    "1-of-3-threshold-bump-to-2-of-3-fails-new-threshold-not-reached, 123/1/1 123/2/2!",
    "2-of-3-threshold-decr-to-1-of-3-fails-old-threshold-not-eached, 123/2/12 123/1/1!"
  })
  void theNextRootNeedsOldAndNewKeys(String name, String versions) {
    repo.published.remove("root");
    repo.version("root", 1);
    for (String version : versions.split(" ")) {
      setKeys("root", version);
      repo.publish("root");
    }
    repo.publish("targets", "snapshot", "timestamp");
    SimulatedClient client = new SimulatedClient(repo);
    boolean refused = versions.endsWith("!");
    assertThat(client.refresh()).as(name).isEqualTo(refused ? 1 : 0);
    List<byte[]> roots = repo.published.get("root");
    assertThat(client.files.get("root")).isEqualTo(roots.get(roots.size() - (refused ? 2 : 1)));
  }

  @ParameterizedTest(name = "test_non_root_rotations[{0}]")
  @CsvSource({
    "1-of-1-key-rotation, 2/1/2",
    "1-of-1-key-rotation-unused-signatures, 1/1/314",
    "1-of-1-key-rotation-fail-not-signed-with-new-key, 2/1/134!",
    "3-of-5-one-key-signature-wrong-not-signed-with-3-expected-keys, 01345/3/024!",
    "2-of-5-one-key-signature-mising-threshold-not-reached, 01345/3/04!",
    "3-of-5-sign-first-combo, 01234/3/024",
    "3-of-5-sign-second-combo, 01234/3/041",
    "3-of-5-sign-third-combo, 01234/3/013",
    "3-of-5-sign-fourth-combo, 01234/3/123",
    "3-of-5-sign-fifth-combo, 01234/3/234"
  })
  void aRoleIsSignedByTheKeysThatTheRootNames(String name, String version) {
    SimulatedClient client = new SimulatedClient(repo);
    for (String role : Stream.of("timestamp", "snapshot", "targets").toList()) {
      setKeys(role, version);
      repo.publish("root", "targets", "snapshot", "timestamp");
      if (version.endsWith("!")) {
        assertThat(client.refresh()).as(name).isOne();
      } else {
        assertThat(client.refresh()).as(name).isZero();
        assertThat(client.files.get(role)).isEqualTo(repo.published.get(role).getLast());
      }
    }
  }
}
