package id.openclass.nexus.repo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.OutputFile.Outcome;
import id.openclass.nexus.pack.ModelPackage;
import id.openclass.nexus.store.MetadataFolder;
import id.openclass.nexus.store.ObjectKey;
import id.openclass.nexus.store.ObjectVersion;
import id.openclass.nexus.store.Store;
import id.openclass.nexus.trust.KeyPurpose;
import id.openclass.nexus.trust.MetadataStorage;
import id.openclass.nexus.trust.MetadataType;
import id.openclass.nexus.trust.RootRotation;
import id.openclass.nexus.trust.SigningKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What publishing must do over every store: be whole or not at all to readers, whatever happens.
public abstract class PublishingContract {
  private static final ReleaseName V1 = ReleaseName.parse("tiny@1.0.0");
  private static final ReleaseName V2 = ReleaseName.parse("tiny@1.1.0");

  @TempDir Path folder;
  private SampleReleases sample;

  /// A new empty store each time.
  protected abstract Store.Writable newStore() throws Exception;

  /// A store of its own with the same objects.
  protected Store.Writable copyOf(Store.Writable base) throws Exception {
    Store.Writable copy = newStore();
    for (Store.Writable.Listed object : base.list("")) {
      byte[] content = base.readSmall(object.key(), 1 << 20).orElseThrow();
      copy.replace(object.key(), content, ObjectVersion.NONE);
    }
    return copy;
  }

  /// Every how manieth operation is cut off.
  protected int step() {
    return 1;
  }

  /// Whether the server that a test runs compares and writes in one step.
  protected boolean replacesInOneStep() {
    return true;
  }

  @BeforeEach
  void prepare() {
    sample = new SampleReleases(folder);
  }

  private static PublishRequest request(Path... paths) {
    return PublishRequest.of(List.of(paths));
  }

  @Test
  void whatIsPublishedIsReadAndVerifiedByAnybody() throws Exception {
    try (Store.Writable store = newStore()) {
      Publisher publisher = sample.initialised(store);
      Path v1 = sample.pack("1.0.0");
      Path v2 = sample.pack("1.1.0");
      Path update = sample.update(v1, v2);
      publisher.publish(request(v1).withChannel("stable", 100, false));
      Published made = publisher.publish(request(v2, update).withChannel("pilot", 10, false));
      assertThat(made.outcome()).isEqualTo(Outcome.WRITTEN);
      // Package, chunk table, update, release.json and channel; the role, snapshot, timestamp.
      assertThat(made.objects()).isEqualTo(8);

      Repository repository = sample.open(store);
      assertThat(repository.releases())
          .extracting(Release::version)
          .containsExactly("1.1.0", "1.0.0");
      Release newest = repository.release(V2);
      assertThat(newest.updateFrom("1.0.0")).isPresent();
      assertThat(newest.license()).isEqualTo("apache-2.0");
      assertThat(newest.publicKey()).isEqualTo(sample.model.verifyingKey().pem());
      assertThat(repository.channels())
          .extracting(ReleaseChannel::toString)
          .containsExactly(
              "ReleaseChannel[tiny:pilot, 1.1.0, 10 %]",
              "ReleaseChannel[tiny:stable, 1.0.0, 100 %]");
      Path fetched = repository.fetch(V1, folder.resolve("cache"));
      assertThat(fetched).hasSameBinaryContentAs(v1);
      try (ModelPackage pack = ModelPackage.open(fetched)) {
        pack.requireSignedBy(sample.model.verifyingKey());
      }
      RepositoryReport report = publisher.verify(true);
      assertThat(report.errors()).isEmpty();
      assertThat(report.warnings()).isEmpty();
    }
  }

  @Test
  void publishingAgainIsNoChange() throws Exception {
    try (Store.Writable store = newStore()) {
      Publisher publisher = sample.initialised(store);
      Path v1 = sample.pack("1.0.0");
      publisher.publish(request(v1).withChannel("stable", 100, false));
      List<Store.Writable.Listed> before = store.list("");
      Published again = publisher.publish(request(v1).withChannel("stable", 100, false));
      assertThat(again.outcome()).isEqualTo(Outcome.ALREADY_THERE);
      assertThat(again.objects()).isZero();
      assertThat(again.notes()).singleElement().asString().contains("same content");
      Path zip = sample.pack("tiny", "1.0.0", "1.0.0".hashCode(), "zip");
      assertThat(publisher.publish(request(zip)).outcome()).isEqualTo(Outcome.ALREADY_THERE);
      assertThat(store.list("")).isEqualTo(before);
    }
  }

  @Test
  void publishingTornAtEveryOperationLeavesTheOldOrTheNewStateAndIsFinishedByTheSameCall()
      throws Exception {
    Path v1 = sample.pack("1.0.0");
    Path v2 = sample.pack("1.1.0");
    Path update = sample.update(v1, v2);
    PublishRequest next = request(v2, update).withChannel("stable", 100, false);
    int operations =
        tornAtEach(
            publisher -> publisher.publish(request(v1).withChannel("stable", 100, false)),
            store -> sample.publisher(store).publish(next));
    assertThat(operations * step()).isGreaterThan(20);
  }

  @Test
  void rotationOfEveryKeyTornAtEveryOperationLeavesTheOldOrTheNewKeys() throws Exception {
    SigningKey fresh = SigningKey.generate(KeyPurpose.REPO);
    int operations =
        tornAtEach(
            publisher -> publisher.publish(request(sample.pack("1.0.0"))),
            store -> rotate(store, fresh));
    assertThat(operations * step()).isGreaterThan(10);
  }

  /// Root, targets, snapshot and timestamp get another key; the file is the same each time.
  private void rotate(Store.Writable store, SigningKey fresh) {
    RootRotation rotation = RootRotation.from(firstRoot(store), "1.root.json");
    for (MetadataType type : MetadataType.values()) {
      SigningKey old =
          switch (type) {
            case ROOT -> sample.root;
            case TARGETS -> sample.targets;
            case SNAPSHOT, TIMESTAMP -> sample.online;
          };
      rotation = rotation.add(type, fresh.verifyingKey()).remove(type, old.verifyingKey().id());
    }
    byte[] next = rotation.sign(List.of(sample.root, fresh), sample.now()).bytes();
    Publisher publisher = Publisher.of(store, sample.keys().with(List.of(fresh)), sample.clock());
    assertThat(publisher.refresh(next).rootVersion()).isEqualTo(2);
  }

  private static byte[] firstRoot(Store store) {
    return store.readSmall(ObjectKey.of("metadata/1.root.json"), 1 << 19).orElseThrow();
  }

  /// Lets a change be cut off at each operation in turn, done and not done.
  private int tornAtEach(Consumer<Publisher> before, Consumer<Store.Writable> change)
      throws Exception {
    Store.Writable base = newStore();
    before.accept(sample.initialised(base));
    int operations = 0;
    for (boolean isDone : new boolean[] {false, true}) {
      for (int number = 0; ; number += step()) {
        try (Store.Writable store = copyOf(base)) {
          String where = "operation " + number + (isDone ? " answer lost" : "");
          if (!torn(store, new FaultyStore(store, number, isDone), change, where)) {
            break;
          }
          operations++;
        }
      }
    }
    base.close();
    return operations;
  }

  private boolean torn(
      Store.Writable store, FaultyStore faulty, Consumer<Store.Writable> change, String where) {
    MetadataStorage client = new MetadataFolder(folder.resolve("client-" + UUID.randomUUID()));
    client.write("root", firstRoot(store));
    List<String> old = seen(store, client);
    boolean failed = fails(() -> change.accept(faulty));
    List<String> between = seen(store, client);
    change.accept(store);
    List<String> now = seen(store, client);
    assertThat(List.of(old, now)).as(where).contains(between);
    assertThat(sample.publisher(store).verify(true).errors()).as(where).isEmpty();
    assertThat(failed).as(where).isEqualTo(faulty.isReached());
    return faulty.isReached();
  }

  /// All that a site learns, every file of it fetched and compared.
  private List<String> seen(Store store, MetadataStorage client) {
    Repository repository = Repository.open(store, client, sample.now());
    List<String> seen = new ArrayList<>();
    for (Release release : repository.releases()) {
      repository.fetch(release.id(), folder.resolve("seen"));
      release.updates().forEach(u -> repository.fetch(u.file(), "tiny", folder.resolve("seen")));
      seen.add(release.toString());
    }
    repository.channels().forEach(channel -> seen.add(channel.toString()));
    return seen;
  }

  private static boolean fails(Runnable work) {
    try {
      work.run();
      return false;
    } catch (NexusException.Transfer e) {
      return true;
    }
  }

  @Test
  void simultaneousPublishersLoseNothing() throws Exception {
    List<String> versions = List.of("1.0.0", "1.1.0", "1.2.0", "1.3.0");
    List<Path> packages = versions.stream().map(sample::pack).toList();
    try (Store.Writable store = newStore();
        ExecutorService threads = publishers()) {
      sample.initialised(store);
      List<Future<Published>> all = new ArrayList<>();
      for (Path path : packages) {
        Callable<Published> work = () -> sample.publisher(store).publish(request(path));
        all.add(threads.submit(work));
      }
      for (Future<Published> one : all) {
        one.get();
      }
      assertThat(sample.publisher(store).verify(true).errors()).isEmpty();
      assertThat(sample.open(store).releases()).hasSize(versions.size());
    }
  }

  /// Where an object is missing while it is replaced, publishers take turns.
  private ExecutorService publishers() {
    return replacesInOneStep()
        ? Executors.newVirtualThreadPerTaskExecutor()
        : Executors.newSingleThreadExecutor();
  }

  @Test
  void otherContentUnderAPublishedVersionIsRefused() throws Exception {
    try (Store.Writable store = newStore()) {
      Publisher publisher = sample.initialised(store);
      publisher.publish(request(sample.pack("1.0.0")));
      List<Store.Writable.Listed> before = store.list("");
      Path other = sample.pack("tiny", "1.0.0", 77, "tar.gz");
      assertThatThrownBy(() -> publisher.publish(request(other)))
          .isInstanceOf(NexusException.Refused.class)
          .hasMessageContaining("tiny@1.0.0 is published with another content");
      assertThat(store.list("")).isEqualTo(before);
    }
  }

  @Test
  void whatWasRevokedStaysSoAlsoWhenItWasRetired() throws Exception {
    try (Store.Writable store = newStore()) {
      Publisher publisher = sample.initialised(store);
      publisher.publish(request(sample.pack("1.0.0")));
      publisher.revoke(V1, "forgets what it says");
      assertThatThrownBy(() -> publisher.retire(V1))
          .isInstanceOf(NexusException.Refused.class)
          .hasMessageContaining("has no channel that says so");
      publisher.publish(request(sample.pack("1.1.0")).withChannel("stable", 100, false));
      publisher.retire(V1);
      assertThatThrownBy(() -> publisher.publish(request(sample.pack("1.0.0"))))
          .isInstanceOf(NexusException.Refused.class)
          .hasMessageContaining("tiny@1.0.0 is revoked: forgets what it says");
      assertThatThrownBy(() -> publisher.requirePossible(V1, null, false))
          .hasMessageContaining("is revoked");
      assertThat(publisher.isPublished(V1)).isFalse();
    }
  }

  @Test
  void publishingAgainWritesWhatIsLost() throws Exception {
    try (Store.Writable store = newStore()) {
      Publisher publisher = sample.initialised(store);
      Path v1 = sample.pack("1.0.0");
      publisher.publish(request(v1));
      List<ObjectKey> lost =
          store.list("targets/tiny/1.0.0/").stream()
              .map(Store.Writable.Listed::key)
              .filter(key -> !key.text().endsWith(".release.json"))
              .toList();
      assertThat(lost).hasSize(2);
      lost.forEach(store::delete);
      assertThat(publisher.verify(false).errors()).hasSize(2);
      publisher.publish(request(v1));
      assertThat(publisher.verify(true).errors()).isEmpty();
    }
  }

  @Test
  void collectingRemovesOrphansAndNothingThatIsNamed() throws Exception {
    try (Store.Writable store = newStore()) {
      Publisher publisher = sample.initialised(store);
      publisher.publish(request(sample.pack("1.0.0")));
      ObjectKey orphan = ObjectKey.of("targets/tiny/9.9.9/" + "0".repeat(64) + ".chunks");
      ObjectKey number = ObjectKey.of("metadata/999.snapshot.json");
      ObjectKey page = ObjectKey.of("notes.txt");
      for (ObjectKey key : List.of(orphan, number, page)) {
        store.writeNew(key, new byte[] {1});
      }
      Collected collected = publisher.collect(5);
      assertThat(collected.objects()).contains(orphan, number).doesNotContain(page);
      assertThat(store.exists(orphan)).isFalse();
      assertThat(publisher.verify(true).errors()).isEmpty();
      assertThat(publisher.verify(true).warnings()).isEmpty();
      assertThat(publisher.collect(5).objects()).isEmpty();
    }
  }
}
