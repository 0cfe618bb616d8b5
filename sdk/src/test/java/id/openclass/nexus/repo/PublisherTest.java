package id.openclass.nexus.repo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.OutputFile;
import id.openclass.nexus.core.OutputFile.Outcome;
import id.openclass.nexus.core.Progress;
import id.openclass.nexus.keys.KeyRing;
import id.openclass.nexus.store.FolderStore;
import id.openclass.nexus.store.ObjectKey;
import id.openclass.nexus.store.ObjectVersion;
import id.openclass.nexus.store.Store;
import id.openclass.nexus.trust.KeyPurpose;
import id.openclass.nexus.trust.RoleKeys;
import id.openclass.nexus.trust.SigningKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The rules of publishing: what is refused, and what channels and collections do.
class PublisherTest {
  private static final ReleaseName V1 = ReleaseName.parse("tiny@1.0.0");
  private static final ReleaseName V2 = ReleaseName.parse("tiny@1.1.0");

  @TempDir Path folder;
  private SampleReleases sample;
  private FolderStore store;

  @BeforeEach
  void prepare() {
    sample = new SampleReleases(folder);
    store = FolderStore.at(folder.resolve("repository"));
  }

  private static PublishRequest request(Path... paths) {
    return PublishRequest.of(List.of(paths));
  }

  private Publisher published(String... versions) {
    Publisher publisher = sample.initialised(store);
    for (String version : versions) {
      publisher.publish(request(sample.pack(version)));
    }
    return publisher;
  }

  @Test
  void aPackageThatDoesNotVerifyIsNotPublished() throws IOException {
    Publisher publisher = published();
    Path pack = sample.pack("1.0.0");
    byte[] bytes = Files.readAllBytes(pack);
    bytes[bytes.length / 3] ^= 1;
    Files.write(pack, bytes);
    List<Store.Writable.Listed> before = store.list("");
    assertThatThrownBy(() -> publisher.publish(request(pack)))
        .isInstanceOf(NexusException.Malformed.class)
        .hasMessageContaining("does not verify");
    assertThat(store.list("")).isEqualTo(before);
  }

  @Test
  void aPackageSignedByAKeyThatIsNotAtHandIsNotPublished() {
    sample.initialised(store);
    Publisher without =
        Publisher.of(store, KeyRing.of(List.of(sample.targets, sample.online)), sample.clock());
    Path pack = sample.pack("1.0.0");
    assertThatThrownBy(() -> without.publish(request(pack)))
        .isInstanceOf(NexusException.Refused.class)
        .hasMessageContaining("not at hand");
    SigningKey other = SigningKey.generate(KeyPurpose.MODEL);
    assertThatThrownBy(() -> without.publish(request(pack).withPublicKey(other.verifyingKey())))
        .isInstanceOf(NexusException.Untrusted.class);
    assertThat(without.publish(request(pack).withPublicKey(sample.model.verifyingKey())).outcome())
        .isEqualTo(Outcome.WRITTEN);
  }

  @Test
  void aModelThatNobodyDelegatedIsNotPublished() {
    Publisher publisher = published();
    Path other = sample.pack("other", "1.0.0", 5, "tar.gz");
    assertThatThrownBy(() -> publisher.publish(request(other)))
        .isInstanceOf(NexusException.Refused.class)
        .hasMessageContaining("no key may publish other");
    for (String name : List.of("root", "../tiny", "Tiny", "", "a".repeat(65))) {
      assertThatThrownBy(() -> publisher.delegate(name, null))
          .isInstanceOf(NexusException.InvalidValue.class);
    }
  }

  @Test
  void anUpdateThatDoesNotFitWhatIsPublishedIsRefused() {
    Path v1 = sample.pack("1.0.0");
    Path v2 = sample.pack("1.1.0");
    Path update = sample.update(v1, v2);
    Publisher publisher = published();
    publisher.publish(request(v2));
    assertThatThrownBy(() -> publisher.publish(request(update)))
        .isInstanceOf(NexusException.NotFound.class)
        .hasMessageContaining("tiny@1.0.0");
    publisher.publish(request(sample.pack("tiny", "1.0.0", 99, "tar.gz")));
    assertThatThrownBy(() -> publisher.publish(request(update)))
        .isInstanceOf(NexusException.Refused.class)
        .hasMessageContaining("its base is another model");
  }

  @Test
  void aFileWithTheNameOfTheUpdatesTarIsLeftAsItIs() throws IOException {
    Path v1 = sample.pack("1.0.0");
    Path v2 = sample.pack("1.1.0");
    Path tar = sample.update(v1, v2);
    Path update = tar.resolveSibling(tar.getFileName().toString().replace(".tar", ""));
    Files.write(tar, new byte[] {1});
    Publisher publisher = published();
    assertThatThrownBy(() -> publisher.publish(request(v1, v2, update)))
        .isInstanceOf(NexusException.Refused.class)
        .hasMessageContaining("another file has the name");
    assertThat(tar).hasBinaryContent(new byte[] {1});
    Files.delete(tar);
    assertThat(publisher.publish(request(v1, v2, update)).releases()).hasSize(2);
  }

  @Test
  void tooFewKeysAreToldBeforeAnythingIsWritten() {
    SigningKey second = SigningKey.generate(KeyPurpose.REPO);
    RoleKeys both = RoleKeys.of(2, List.of(sample.root.verifyingKey(), second.verifyingKey()));
    FirstKeys keys =
        new FirstKeys(both, SampleReleases.one(sample.targets), SampleReleases.one(sample.online));
    assertThatThrownBy(() -> sample.publisher(store).init(keys))
        .isInstanceOf(NexusException.Refused.class)
        .hasMessageContaining("too few keys to sign root: 1 of 2");
    assertThat(store.list("")).isEmpty();

    published("1.0.0");
    Publisher reader = Publisher.of(store, KeyRing.of(List.of()), sample.clock());
    List<Store.Writable.Listed> before = store.list("");
    assertThatThrownBy(() -> reader.promote(V1, "stable", 100, false))
        .isInstanceOf(NexusException.Refused.class)
        .hasMessageContaining("too few keys to sign tiny");
    assertThat(store.list("")).isEqualTo(before);
  }

  @Test
  void whatCouldNotBePublishedIsKnownBeforeItIsMade() {
    Publisher publisher = published("1.0.0", "1.1.0");
    publisher.promote(ReleaseName.parse("tiny@1.1.0"), "stable", 100, false);
    ReleaseName lower = ReleaseName.parse("tiny@1.0.5");
    publisher.requirePossible(lower, null, false);
    publisher.requirePossible(lower, "pilot", false);
    publisher.requirePossible(lower, "stable", true);
    assertThatThrownBy(() -> publisher.requirePossible(lower, "stable", false))
        .isInstanceOf(NexusException.Refused.class)
        .hasMessageContaining("1.0.5 is lower");
    Publisher reader = Publisher.of(store, KeyRing.of(List.of()), sample.clock());
    assertThatThrownBy(() -> reader.requirePossible(lower, null, false))
        .isInstanceOf(NexusException.Refused.class)
        .hasMessageContaining("too few keys to sign tiny");
  }

  @Test
  void publishingNeedsNoOfflineKey() {
    published("1.0.0");
    KeyRing ci = KeyRing.of(List.of(sample.online, sample.model));
    Publisher publisher = Publisher.of(store, ci, sample.clock());
    publisher.publish(request(sample.pack("1.1.0")).withChannel("stable", 100, false));
    assertThat(sample.open(store).releases()).hasSize(2);
    assertThatThrownBy(() -> publisher.delegate("other", null))
        .hasMessageContaining("too few keys to sign targets");
  }

  @Test
  void aReleaseKeyOfAModelSpeaksForThatModelAlone() {
    SigningKey own = SigningKey.generate(KeyPurpose.REPO);
    Publisher publisher = published();
    publisher.delegate("other", SampleReleases.one(own));
    Path other = sample.pack("other", "1.0.0", 5, "tar.gz");
    assertThatThrownBy(() -> publisher.publish(request(other)))
        .hasMessageContaining("too few keys to sign other");
    Publisher with = Publisher.of(store, sample.keys().with(List.of(own)), sample.clock());
    with.publish(request(other));
    assertThat(sample.open(store).releases("other")).hasSize(1);
    assertThat(publisher.refresh(null).left()).containsExactly("other");
  }

  @Test
  void aPrivateKeyInTheRepositoryStopsPublishing() throws IOException {
    Publisher publisher = published("1.0.0");
    String pem = sample.online.exportPem(null);
    Files.writeString(folder.resolve("repository/online.pem"), pem);
    Path next = sample.pack("1.1.0");
    assertThatThrownBy(() -> publisher.publish(request(next)))
        .isInstanceOf(NexusException.Refused.class)
        .hasMessageContaining("private key");
    assertThatThrownBy(() -> publisher.verify(false)).hasMessageContaining("private key");
  }

  @Test
  void nothingSecretReachesTheRepository() throws IOException {
    published("1.0.0", "1.1.0").promote(V2, "stable", 10, false);
    List<String> secrets = new ArrayList<>();
    for (SigningKey key : List.of(sample.root, sample.targets, sample.online, sample.model)) {
      String pem = key.exportPem(null);
      secrets.add(pem.lines().skip(1).findFirst().orElseThrow());
      assertThat(key.toString() + sample.keys()).doesNotContain(secrets.getLast());
    }
    try (Stream<Path> files = Files.walk(folder.resolve("repository"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
            .doesNotContain("PRIVATE")
            .doesNotContain(secrets);
      }
    }
  }

  @Test
  void aChannelGoesBackOnlyWhenAsked() {
    Publisher publisher = published("1.0.0", "1.1.0");
    publisher.promote(V2, "stable", 100, false);
    assertThatThrownBy(() -> publisher.promote(V1, "stable", 100, false))
        .isInstanceOf(NexusException.Refused.class)
        .hasMessageContaining("channel stable is at tiny@1.1.0");
    publisher.promote(V1, "stable", 100, true);
    assertThat(sample.open(store).channels().getFirst().version()).isEqualTo("1.0.0");
  }

  @Test
  void ofSeveralVersionsThatArePublishedAtOnceTheChannelLeadsToTheNewest() {
    Publisher publisher = published();
    PublishRequest both =
        request(sample.pack("1.10.0"), sample.pack("1.9.0")).withChannel("stable", 100, false);
    publisher.publish(both);
    assertThat(stable().version()).isEqualTo("1.10.0");
    assertThat(publisher.publish(both).objects()).isZero();
  }

  @Test
  void sitesOutsideThePercentageStayAtWhatAllHad() {
    Publisher publisher = published("1.0.0", "1.1.0", "1.2.0");
    publisher.promote(V1, "stable", 100, false);
    publisher.promote(V2, "stable", 10, false);
    assertThat(stable().previous()).isEqualTo("1.0.0");
    publisher.promote(ReleaseName.parse("tiny@1.2.0"), "stable", 10, false);
    assertThat(stable().previous()).isEqualTo("1.0.0");
    publisher.halt("tiny", "stable");
    assertThat(stable().halted()).isTrue();
    assertThat(publisher.halt("tiny", "stable").objects()).isZero();
    publisher.resume("tiny", "stable");
    assertThat(stable().halted()).isFalse();
    for (int percent : new int[] {0, 101, -1}) {
      assertThatThrownBy(() -> publisher.promote(V2, "pilot", percent, false))
          .isInstanceOf(NexusException.InvalidValue.class);
    }
  }

  private ReleaseChannel stable() {
    return sample.open(store).channels("tiny").getFirst();
  }

  @Test
  void aRevokedVersionIsToldInEveryChannelAndPromotedInNone() {
    Publisher publisher = published("1.0.0", "1.1.0");
    publisher.promote(V2, "stable", 100, false);
    publisher.revoke(V2, "answers <b>wrong</b>");
    assertThat(stable().revocation("1.1.0").orElseThrow().reason())
        .isEqualTo("answers <b>wrong</b>");
    assertThat(publisher.revoke(V2, "again").objects()).isZero();
    assertThatThrownBy(() -> publisher.promote(V2, "pilot", 100, false))
        .isInstanceOf(NexusException.Refused.class);
    publisher.promote(V1, "pilot", 100, false);
    assertThat(sample.open(store).channels("tiny").getFirst().revoked()).hasSize(1);
    assertThat(publisher.verify(true).warnings()).anyMatch(w -> w.contains("revoked version"));
  }

  @Test
  void aRetiredVersionGoesWithItsUpdatesOnceNoChannelNamesIt() {
    Path v1 = sample.pack("1.0.0");
    Path v2 = sample.pack("1.1.0");
    Publisher publisher = published("1.0.0");
    publisher.publish(request(v2, sample.update(v1, v2)).withChannel("stable", 100, false));
    assertThatThrownBy(() -> publisher.retire(V2)).isInstanceOf(NexusException.Refused.class);
    publisher.retire(V1);
    assertThat(sample.open(store).releases()).hasSize(1);
    assertThat(sample.open(store).release(V2).updates()).isEmpty();
    assertThat(publisher.verify(true).errors()).isEmpty();
    assertThatThrownBy(() -> publisher.retire(V1)).isInstanceOf(NexusException.NotFound.class);
  }

  @Test
  void collectingKeepsTheNewestUpdatesAndThoseToVersionsOfChannels() {
    List<String> versions = List.of("1.0.0", "1.1.0", "1.2.0", "1.3.0");
    Publisher publisher = published("1.0.0");
    for (int i = 1; i < versions.size(); i++) {
      Path next = sample.pack(versions.get(i));
      publisher.publish(request(next, sample.update(sample.pack(versions.get(i - 1)), next)));
    }
    publisher.promote(V2, "stable", 100, false);
    Collected collected = publisher.collect(1);
    assertThat(collected.updates()).containsExactly("tiny-1.1.0-to-1.2.0");
    Repository repository = sample.open(store);
    assertThat(repository.releases().stream().mapToInt(r -> r.updates().size()))
        .containsExactly(1, 0, 1, 0);
    assertThat(publisher.verify(true).errors()).isEmpty();
  }

  @Test
  void whatExpiresIsRefusedToReadersAndSignedAnewByRefresh() {
    Publisher before = published("1.0.0");
    assertThat(before.verify(false).warnings()).isEmpty();
    sample.wait(Duration.ofDays(15));
    assertThat(sample.publisher(store).verify(false).warnings())
        .anyMatch(w -> w.contains("nexus repo refresh"));
    sample.wait(Duration.ofDays(90));
    assertThatThrownBy(() -> sample.open(store))
        .isInstanceOf(NexusException.Untrusted.class)
        .hasMessageContaining("expired");
    Publisher ci = Publisher.of(store, KeyRing.of(List.of(sample.online)), sample.clock());
    assertThat(ci.refresh(null).roles()).containsExactly("tiny", "snapshot", "timestamp");
    assertThat(sample.open(store).releases()).hasSize(1);
    sample.wait(Duration.ofDays(270));
    Path next = sample.pack("1.1.0");
    Publisher late =
        Publisher.of(store, KeyRing.of(List.of(sample.online, sample.model)), sample.clock());
    assertThatThrownBy(() -> late.publish(request(next)))
        .isInstanceOf(NexusException.Untrusted.class)
        .hasMessageContaining("targets metadata expired");
    sample.publisher(store).refresh(null);
    late.publish(request(next));
    assertThat(sample.open(store).releases()).hasSize(2);
  }

  @Test
  void aRootThatDoesNotFollowIsNotPublished() {
    Publisher publisher = published("1.0.0");
    Publisher other = new SampleReleases(folder).publisher(store);
    byte[] same = store.readSmall(ObjectKey.of("metadata/1.root.json"), 1 << 19).orElseThrow();
    assertThat(publisher.refresh(same).rootVersion()).isEqualTo(1);
    assertThatThrownBy(() -> publisher.refresh(new byte[] {'{', '}'}))
        .isInstanceOf(NexusException.Malformed.class);
    assertThatThrownBy(() -> other.refresh(null)).isInstanceOf(NexusException.Refused.class);
  }

  @Test
  void pagesAreMadeAnewAfterEachChangeAndMendedByARepeatedOne() {
    Pages pages =
        (releases, channels) ->
            Map.of("index.html", (releases + " " + channels).getBytes(StandardCharsets.UTF_8));
    List<List<ObjectKey>> forgotten = new ArrayList<>();
    Publisher publisher =
        published()
            .withPages(pages)
            .withCaches(changed -> {
              forgotten.add(changed);
              return List.of("I1");
            });
    Path v1 = sample.pack("1.0.0");
    ObjectKey page = ObjectKey.of("index.html");
    Published made = publisher.publish(request(v1));
    assertThat(made.replaced())
        .extracting(ObjectKey::text)
        .containsExactly("metadata/timestamp.json", "index.html");
    assertThat(forgotten).containsExactly(made.replaced());
    store.replace(page, new byte[] {1}, ObjectVersion.ANY);
    assertThat(publisher.publish(request(v1)).replaced()).containsExactly(page);
    assertThat(publisher.publish(request(v1)).replaced()).isEmpty();
    assertThat(new String(store.readSmall(page, 1000).orElseThrow(), StandardCharsets.UTF_8))
        .contains("Release[tiny@1.0.0");
  }

  @Test
  void aStoreWithoutConditionsAsksForASinglePublisher() {
    Store.Writable weak = new Unconditional(store);
    Publisher publisher = sample.publisher(weak);
    assertThatThrownBy(() -> publisher.init(sample.firstKeys()))
        .isInstanceOf(NexusException.Refused.class)
        .hasMessageContaining("conditional writes");
    Publisher alone = publisher.withSinglePublisher(true);
    alone.init(sample.firstKeys());
    alone.delegate("tiny", null);
    alone.publish(request(sample.pack("1.0.0")));
    assertThat(sample.open(store).releases()).hasSize(1);
  }

  /// A server that takes no notice of `If-Match`.
  private record Unconditional(FolderStore inner) implements Store.Writable {
    @Override
    public String name() {
      return inner.name();
    }

    @Override
    public String address(ObjectKey key) {
      return inner.address(key);
    }

    @Override
    public java.util.Optional<id.openclass.nexus.store.ObjectSource> find(ObjectKey key) {
      return inner.find(key);
    }

    @Override
    public OutputFile.Outcome writeNew(
        ObjectKey key, ByteSource content, Digest sha256, Progress.Task sent) {
      return inner.writeNew(key, content, sha256, sent);
    }

    @Override
    public java.util.Optional<ObjectVersion> replace(
        ObjectKey key, byte[] content, ObjectVersion expected) {
      return inner.replace(key, content, ObjectVersion.ANY);
    }

    @Override
    public void delete(ObjectKey key) {
      inner.delete(key);
    }

    @Override
    public List<Listed> list(String prefix) {
      return inner.list(prefix);
    }

    @Override
    public boolean honoursConditions() {
      return false;
    }

    @Override
    public int dropUnfinished(String prefix, java.time.Instant startedBefore) {
      return inner.dropUnfinished(prefix, startedBefore);
    }

    @Override
    public void close() {}
  }
}
