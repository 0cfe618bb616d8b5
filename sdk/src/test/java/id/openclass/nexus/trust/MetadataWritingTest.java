package id.openclass.nexus.trust;

import static id.openclass.nexus.trust.MetadataType.ROOT;
import static id.openclass.nexus.trust.MetadataType.SNAPSHOT;
import static id.openclass.nexus.trust.MetadataType.TARGETS;
import static id.openclass.nexus.trust.MetadataType.TIMESTAMP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.NexusException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Repositories as the publisher makes them, read by the client's rules.
class MetadataWritingTest {
  private static final Instant NOW = RepositorySimulator.NOW;

  private final SigningKey offline = TestKeys.ed25519(1);
  private final SigningKey online = TestKeys.ed25519(2);
  private final SigningKey release = TestKeys.ed25519(3);
  private final Map<String, byte[]> published = new HashMap<>();
  private final Map<String, byte[]> client = new HashMap<>();

  private static RoleKeys keys(SigningKey... keys) {
    return RoleKeys.of(1, List.of(keys).stream().map(SigningKey::verifyingKey).toList());
  }

  private SignedMetadata<RootMetadata> root() {
    Map<MetadataType, RoleKeys> keys = new EnumMap<>(MetadataType.class);
    keys.put(ROOT, keys(offline));
    keys.put(TARGETS, keys(offline));
    keys.put(SNAPSHOT, keys(online));
    keys.put(TIMESTAMP, keys(online));
    return SignedMetadata.sign(RootMetadata.of(keys, Lifetime.ROOT.from(NOW)), List.of(offline));
  }

  private TargetsMetadata delegating() {
    return TargetsMetadata.empty(Lifetime.TARGETS.from(NOW))
        .withDelegation(Delegation.of("tiny", keys(release), List.of("tiny/*/*")));
  }

  private void publish(TargetsMetadata targets, TargetsMetadata tiny) {
    SignedMetadata<RootMetadata> root = root();
    var signedTargets = SignedMetadata.sign(targets, List.of(offline));
    var signedTiny = SignedMetadata.sign(tiny, List.of(release));
    var snapshot =
        SignedMetadata.sign(
            SnapshotMetadata.of(
                Map.of("targets", MetaFile.of(signedTargets), "tiny", MetaFile.of(signedTiny)),
                Lifetime.ONLINE.from(NOW)),
            List.of(online));
    var timestamp =
        SignedMetadata.sign(
            TimestampMetadata.of(MetaFile.of(snapshot), Lifetime.TIMESTAMP.from(NOW)),
            List.of(online));
    for (SignedMetadata<?> file : List.of(root, signedTargets, snapshot)) {
      published.put(file.signed().version() + "." + file.signed().type() + ".json", file.bytes());
    }
    published.put(tiny.version() + ".tiny.json", signedTiny.bytes());
    published.put("timestamp.json", timestamp.bytes());
    client.putIfAbsent("root", root.bytes());
  }

  private ClientWorkflow workflow() {
    MetadataSource source =
        new MetadataSource() {
          @Override
          public Optional<byte[]> read(MetadataName name, int mostBytes) {
            return Optional.ofNullable(published.get(name.toString()));
          }

          @Override
          public String where(MetadataName name) {
            return name.toString();
          }
        };
    MetadataStorage storage =
        new MetadataStorage() {
          @Override
          public Optional<byte[]> read(String role) {
            return Optional.ofNullable(client.get(role));
          }

          @Override
          public void write(String role, byte[] bytes) {
            client.put(role, bytes);
          }

          @Override
          public void remove(String role) {
            client.remove(role);
          }
        };
    return ClientWorkflow.of(source, storage, NOW);
  }

  @Test
  void aClientFindsWhatTheReleaseKeySigned() {
    byte[] content = "release".getBytes(StandardCharsets.UTF_8);
    TargetFile target =
        TargetFile.of("tiny/1.0.0/release.json", content.length, Digest.of(content));
    TargetFile elsewhere = TargetFile.of("other/1.0.0/x", 1, Digest.of(new byte[1]));
    publish(
        delegating(),
        TargetsMetadata.empty(Lifetime.ONLINE.from(NOW)).withTargets(List.of(target, elsewhere)));
    assertThat(workflow().target("tiny/1.0.0/release.json")).contains(target);
    assertThat(workflow().target("other/1.0.0/x")).as("not delegated").isEmpty();
    assertThat(workflow().refresh().isStale()).isFalse();
    assertThat(target.location(true))
        .isEqualTo("tiny/1.0.0/" + Digest.of(content) + ".release.json");
  }

  @Test
  void lifetimesAreThoseOfTheProfile() {
    assertThat(Lifetime.ROOT.from(NOW).expires()).isEqualTo("2028-03-03T05:06:07Z");
    assertThat(Lifetime.TARGETS.from(NOW).expires()).isEqualTo("2027-03-04T05:06:07Z");
    assertThat(Lifetime.ONLINE.from(NOW).expires()).isEqualTo("2026-06-02T05:06:07Z");
    assertThat(Lifetime.ONLINE.from(NOW).stale()).isNull();
    assertThat(Lifetime.TIMESTAMP.from(NOW).stale()).isEqualTo("2026-03-18T05:06:07Z");
    assertThat(Lifetime.TIMESTAMP.from(NOW).signed()).isEqualTo(NOW);
  }

  @Test
  void theSameMetadataAndKeysGiveTheSameBytes() {
    assertThat(root().bytes()).isEqualTo(root().bytes());
    String text = new String(root().bytes(), StandardCharsets.US_ASCII);
    assertThat(text).startsWith("{\"signatures\":[{\"keyid\":\"").endsWith("}\n");
    assertThat(text.indexOf('\n')).isEqualTo(text.length() - 1);
  }

  @Test
  void targetsAndDelegationsComeAndGo() {
    TargetFile a = TargetFile.of("tiny/a/b", 1, Digest.of(new byte[1]));
    TargetsMetadata metadata = delegating().withTarget(a).withTarget(a);
    assertThat(metadata.targets()).containsOnlyKeys("tiny/a/b");
    assertThat(metadata.withoutTargets(Set.of("tiny/a/b", "none")).targets()).isEmpty();
    Delegation second = Delegation.of("big", keys(release), List.of("big/*/*"));
    TargetsMetadata two = metadata.withDelegation(second);
    assertThat(two.delegations()).extracting(Delegation::role).containsExactly("tiny", "big");
    Delegation other = Delegation.of("tiny", keys(online), List.of("tiny/*/*"));
    assertThat(two.withDelegation(other).delegations())
        .extracting(Delegation::role)
        .containsExactly("tiny", "big");
    TargetsMetadata none = two.withoutDelegation("big").withoutDelegation("tiny");
    assertThat(none.delegations()).isEmpty();
    assertThat(none.json().object("delegations").object("keys").map()).isEmpty();
  }

  @Test
  void moreSignaturesAreAdded() {
    var one = SignedMetadata.sign(delegating(), List.of(offline));
    var two = one.signedAlsoBy(List.of(online)).signedAlsoBy(List.of(online));
    assertThat(two.signatures()).hasSize(2);
    assertThat(keys(offline).haveSigned(two)).isTrue();
    assertThat(keys(online).haveSigned(two)).isTrue();
    assertThat(keys(online).haveSigned(one)).isFalse();
    assertThat(two.toString()).endsWith(", 2 signatures]").hasSizeLessThanOrEqualTo(100);
  }

  @Test
  void wrongKeysAndThresholdsAreRefused() {
    assertThatThrownBy(() -> RoleKeys.of(2, List.of(offline.verifyingKey())))
        .isInstanceOf(NexusException.InvalidValue.class)
        .hasMessage("a threshold of 2 with 1 keys");
    VerifyingKey p384 = TestKeys.verifying("p384.pub");
    assertThatThrownBy(() -> RoleKeys.of(1, List.of(p384)))
        .isInstanceOf(NexusException.InvalidValue.class)
        .hasMessage("a key of the kind P-384 does not sign metadata");
  }

  @Test
  void aFingerprintFitsOnPaperAndIsTypedBackInAnyWay() {
    RootFingerprint fingerprint = RootFingerprint.of(root().bytes());
    assertThat(fingerprint.text()).matches("([0-9a-f]{4} ){7}[0-9a-f]{4}");
    String typed = fingerprint.text().toUpperCase(java.util.Locale.ROOT).replace(' ', ':');
    assertThat(fingerprint.matches(typed)).isTrue();
    assertThat(fingerprint.matches(fingerprint.text() + " ")).isTrue();
    assertThat(fingerprint.matches(fingerprint.text().substring(5))).isFalse();
    assertThat(fingerprint.matches("")).isFalse();
  }
}
