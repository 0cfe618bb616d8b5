package id.openclass.nexus.trust;

import static id.openclass.nexus.trust.MetadataType.ROOT;
import static id.openclass.nexus.trust.MetadataType.TIMESTAMP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.openclass.nexus.core.NexusException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RootRotationTest {
  private static final Instant NOW = RepositorySimulator.NOW;
  private static final Instant LATER = NOW.plus(Duration.ofDays(400));

  private final SigningKey a = TestKeys.ed25519(1);
  private final SigningKey b = TestKeys.ed25519(2);
  private final SigningKey c = TestKeys.ed25519(3);
  private final byte[] first = root(2, a, b);

  private static byte[] root(int threshold, SigningKey... signers) {
    RoleKeys keys =
        RoleKeys.of(threshold, List.of(signers).stream().map(SigningKey::verifyingKey).toList());
    Map<MetadataType, RoleKeys> roles = new EnumMap<>(MetadataType.class);
    for (MetadataType type : MetadataType.values()) {
      roles.put(type, keys);
    }
    return SignedMetadata.sign(RootMetadata.of(roles, Lifetime.ROOT.from(NOW)), List.of(signers))
        .bytes();
  }

  private static String id(SigningKey key) {
    return key.verifyingKey().id();
  }

  private RootRotation rotation() {
    return RootRotation.from(first, "1.root.json");
  }

  /// What a client that trusts the first root says of the second.
  private TrustedMetadata taken(SignedMetadata<RootMetadata> second) {
    TrustedMetadata client = TrustedMetadata.startingFrom(first, LATER);
    client.updateRoot(second.bytes(), "2.root.json");
    return client;
  }

  @Test
  void aRootWithoutChangeOfKeysHasANewDate() {
    SignedMetadata<RootMetadata> second = rotation().sign(List.of(a, b), LATER);
    assertThat(second.signed().version()).isEqualTo(2);
    assertThat(second.signed().validity().expires()).isEqualTo(LATER.plus(Duration.ofDays(730)));
    assertThat(taken(second).root().version()).isEqualTo(2);
  }

  @Test
  void aRootKeyIsReplacedWhenOldAndNewOnesSign() {
    RootRotation rotation =
        rotation().add(ROOT, c.verifyingKey()).remove(ROOT, id(a).substring(0, 8));
    SignedMetadata<RootMetadata> second = rotation.sign(List.of(a, b, c), LATER);
    assertThat(second.signed().keysOf(ROOT).ids()).containsExactly(id(b), id(c));
    assertThat(second.signatures()).hasSize(3);
    assertThat(taken(second).root().version()).isEqualTo(2);
  }

  @Test
  void tooFewKeysAreRefusedWithTheirCount() {
    RootRotation rotation = rotation().add(ROOT, c.verifyingKey()).remove(ROOT, id(a));
    assertThatThrownBy(() -> rotation.sign(List.of(b, c), LATER))
        .isInstanceOf(NexusException.Refused.class)
        .hasMessage("too few keys: 1 of the 2 root keys of version 1 that must sign");
    assertThatThrownBy(() -> rotation.sign(List.of(a, b), LATER))
        .isInstanceOf(NexusException.Refused.class)
        .hasMessage("too few keys: 1 of the 2 root keys of version 2 that must sign");
    assertThatThrownBy(() -> rotation.sign(List.of(), LATER))
        .isInstanceOf(NexusException.Refused.class)
        .hasMessageContaining("0 of the 2");
  }

  @Test
  void keysThatNoRootNamesDoNotSign() {
    SigningKey stranger = TestKeys.ed25519(9);
    assertThat(rotation().sign(List.of(a, b, stranger), LATER).signatures()).hasSize(2);
  }

  @Test
  void anOnlineKeyIsReplacedByTheRootKeysAlone() {
    SignedMetadata<RootMetadata> second =
        rotation()
            .add(TIMESTAMP, c.verifyingKey())
            .remove(TIMESTAMP, id(a))
            .remove(TIMESTAMP, id(b))
            .sign(List.of(a, b), LATER);
    assertThat(second.signed().keysOf(TIMESTAMP).ids()).containsExactly(id(c));
    assertThat(second.signed().keysOf(TIMESTAMP).threshold()).as("fell with the keys").isOne();
    TrustedMetadata client = TrustedMetadata.startingFrom(first, LATER);
    assertThat(client.updateRoot(second.bytes(), "2.root.json")).as("floors fall").isTrue();
  }

  @Test
  void keysThatAreNotThereCannotBeRemoved() {
    assertThatThrownBy(() -> rotation().remove(ROOT, id(c)))
        .isInstanceOf(NexusException.InvalidValue.class)
        .hasMessageContaining("root has no key " + id(c));
    assertThatThrownBy(() -> rotation().remove(ROOT, ""))
        .hasMessageContaining("2 keys of root begin with");
    assertThatThrownBy(() -> rotation().remove(ROOT, id(a)).remove(ROOT, id(b)))
        .hasMessage("this is the only key of root");
    assertThatThrownBy(() -> rotation().threshold(ROOT, 3))
        .hasMessage("a threshold of 3 for 2 keys of root");
  }

  @Test
  void theSameRotationIsKnownAgainWhateverItsDate() {
    RootRotation rotation = rotation().add(TIMESTAMP, c.verifyingKey());
    byte[] made = rotation.sign(List.of(a, b), NOW).bytes();
    assertThat(rotation.ifMadeBefore(made, "2.root.json")).isNotNull();
    assertThat(rotation().ifMadeBefore(made, "2.root.json")).as("without the key").isNull();
    assertThat(rotation.ifMadeBefore(first, "1.root.json")).isNull();
    assertThat(rotation.toString()).isEqualTo("RootRotation[from version 1]");
  }

  @Test
  void startsFromNoRootThatItsKeysDidNotSign() {
    byte[] forged =
        SignedMetadata.sign(SignedMetadata.parseRoot(first, "1").signed(), List.of(c)).bytes();
    assertThatThrownBy(() -> RootRotation.from(forged, "1.root.json"))
        .isInstanceOf(NexusException.Untrusted.class);
  }
}
