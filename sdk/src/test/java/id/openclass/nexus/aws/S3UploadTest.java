package id.openclass.nexus.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.openclass.nexus.bench.CountedLine;
import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.OutputFile.Outcome;
import id.openclass.nexus.core.Progress;
import id.openclass.nexus.pack.ModelPackage;
import id.openclass.nexus.pack.PackageMetadata;
import id.openclass.nexus.pack.PackageOptions;
import id.openclass.nexus.store.ObjectKey;
import id.openclass.nexus.store.Patience;
import id.openclass.nexus.store.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class S3UploadTest {
  private static final int PARTS = 5;
  private static final int SIZE = PARTS * 8 << 20;
  private static final Instant LATER = Instant.parse("9999-01-01T00:00:00Z");
  private static final AtomicInteger COUNT = new AtomicInteger();

  @TempDir static Path bucketFolder;
  private static S3Server server;

  @TempDir Path folder;

  @BeforeAll
  static void start() throws Exception {
    server = new S3Server(bucketFolder, "models");
  }

  @AfterAll
  static void stop() throws Exception {
    server.stop();
  }

  private static byte[] noise(int length, long seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private Path file() throws IOException {
    return Files.write(folder.resolve("tiny.bin"), noise(SIZE - 12_345, 4));
  }

  private static S3Upload upload(S3Options options) {
    return S3Upload.to("models").with(options).withKey("k" + COUNT.incrementAndGet());
  }

  private List<String> left() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  private static byte[] stored(String key) {
    try (S3Store store = S3Store.at("s3://models", server.options())) {
      return store.readSmall(ObjectKey.of(key), SIZE).orElseThrow();
    }
  }

  @Test
  void aPackageGoesWhereTheOlderProgramPutIt() throws Exception {
    Path model = Files.write(folder.resolve("m.bin"), noise(100_000, 1));
    PackageOptions options = PackageOptions.defaults().withFolder(folder);
    try (ModelPackage pack =
        ModelPackage.create(model, PackageMetadata.of("tiny", "1.0.0", "me/tiny"), options)) {
      UploadedObject made = S3Upload.to("models").with(server.options()).send(pack);
      assertThat(made.key()).isEqualTo("models/tiny-1.0.0.tar.gz");
      assertThat(made.s3Url())
          .isEqualTo("http://127.0.0.1:" + server.port() + "/models/models/tiny-1.0.0.tar.gz");
      assertThat(made.cloudfrontUrl()).isNull();
      assertThat(made.uploadTime()).isNotNull();
      assertThat(made.sha256()).isEqualTo(Digest.of(Files.readAllBytes(pack.path())));
      assertThat(made.notes()).isEmpty();
      UploadedObject behind =
          S3Upload.to("models").with(server.options()).withCloudFront("m.example.org").send(pack);
      assertThat(behind.outcome()).isEqualTo(Outcome.ALREADY_THERE);
      assertThat(behind.cloudfrontUrl())
          .isEqualTo("https://m.example.org/models/tiny-1.0.0.tar.gz");
    }
  }

  @Test
  void goesInPartsAndForgetsItsJournalAtTheEnd() throws Exception {
    Path file = file();
    UploadedObject made = upload(server.options()).send(file);
    assertThat(made.outcome()).isEqualTo(Outcome.WRITTEN);
    assertThat(made.sentParts()).isEqualTo(PARTS);
    assertThat(made.keptParts()).isZero();
    assertThat(stored(made.key())).isEqualTo(Files.readAllBytes(file));
    assertThat(left()).containsExactly("tiny.bin");
  }

  @Test
  void afterACutLineOnlyMissingPartsAreSentWhereverItBroke() throws Exception {
    Path file = file();
    Random random = new Random(3);
    for (int round = 0; round < 6; round++) {
      try (CountedLine line = CountedLine.to(server.port())) {
        // Without patience, so that a broken line ends the run as a kill does.
        S3Options options =
            S3Server.optionsFor(line.port()).withConnections(2).withPatience(S3Server.NONE);
        S3Upload upload = upload(options);
        int cut = random.nextInt(SIZE);
        line.breakAfter(cut);
        assertThatThrownBy(() -> upload.send(file)).isInstanceOf(NexusException.Transfer.class);
        line.mend();
        UploadedObject made = upload.send(file);
        assertThat(stored(made.key())).isEqualTo(Files.readAllBytes(file));
        assertThat(made.sentParts() + made.keptParts()).isEqualTo(PARTS);
        assertThat(line.sentBytes())
            .as("round " + round + ", cut at " + cut)
            .isLessThan(SIZE + 2 * (8L << 20) + 1_000_000L);
        assertThat(left()).containsExactly("tiny.bin");
      }
    }
  }

  @Test
  void withPatienceACutLineIsNotEvenNoticed() throws Exception {
    Path file = file();
    try (CountedLine line = CountedLine.to(server.port())) {
      line.breakAfter(SIZE / 2);
      S3Options options = S3Server.optionsFor(line.port());
      Patience mending = options.patience().telling(said -> line.mend());
      UploadedObject made = upload(options.withPatience(mending)).send(file);
      assertThat(stored(made.key())).isEqualTo(Files.readAllBytes(file));
    }
  }

  @Test
  void aLostJournalOrAnotherFileBeginsAnew() throws Exception {
    Path file = file();
    try (CountedLine line = CountedLine.to(server.port())) {
      S3Upload upload = upload(S3Server.optionsFor(line.port()).withPatience(S3Server.NONE));
      line.breakAfter(SIZE * 3L / 4);
      assertThatThrownBy(() -> upload.send(file)).isInstanceOf(NexusException.Transfer.class);
      assertThat(left())
          .hasSize(2)
          .anyMatch(name ->
              name.matches(
                  "\\.tiny\\.bin\\.[0-9a-f]{12}\\.upload|\\.k\\d+\\.[0-9a-f]{12}\\.upload"));
      line.mend();
      byte[] other = noise(SIZE - 12_345, 5);
      Files.write(file, other);
      UploadedObject made = upload.send(file);
      assertThat(made.keptParts()).isZero();
      assertThat(stored(made.key())).isEqualTo(other);
      try (S3Store store = S3Store.at("s3://models", server.options())) {
        assertThat(store.dropUnfinished(made.key(), LATER))
            .as("the first one was aborted")
            .isZero();
      }
    }
  }

  @Test
  void refusesOtherContentUnlessAskedToReplaceIt() throws Exception {
    Path file = Files.write(folder.resolve("x"), noise(1000, 1));
    S3Upload upload = upload(server.options());
    assertThat(upload.send(file).outcome()).isEqualTo(Outcome.WRITTEN);
    assertThat(upload.send(file).outcome()).isEqualTo(Outcome.ALREADY_THERE);
    Files.write(file, noise(1000, 2));
    assertThatThrownBy(() -> upload.send(file))
        .isInstanceOf(NexusException.Refused.class)
        .satisfies(e -> assertThat(((NexusException) e).hint()).contains("--force"));
    UploadedObject replaced = upload.withOverwrite(true).send(file);
    assertThat(replaced.outcome()).isEqualTo(Outcome.WRITTEN);
    assertThat(stored(replaced.key())).isEqualTo(noise(1000, 2));
  }

  @Test
  void abortsOnlyUploadsOfItsOwnObjectThatAreAWeekOld() throws Exception {
    Path file = file();
    try (CountedLine line = CountedLine.to(server.port());
        Store.Writable store = S3Store.at("s3://models", server.options())) {
      S3Upload upload = upload(S3Server.optionsFor(line.port()).withPatience(S3Server.NONE));
      line.breakAfter(SIZE / 2);
      assertThatThrownBy(() -> upload.send(file)).isInstanceOf(NexusException.Transfer.class);
      line.mend();
      upload
          .with(server.options())
          .withJournals(folder.resolve("other"))
          .withKey("k" + COUNT)
          .send(file);
      store.delete(ObjectKey.of("k" + COUNT));
      assertThat(store.dropUnfinished("k" + COUNT, LATER))
          .as("the young one was left alone")
          .isEqualTo(1);
      UploadedObject made = upload.send(file);
      assertThat(made.keptParts()).as("its parts are gone").isZero();
      assertThat(store.exists(ObjectKey.of(made.key()))).isTrue();
    }
  }

  @Test
  void aFileThatIsWrittenToMeanwhileMakesNoObject() throws Exception {
    Path file = file();
    Progress writing =
        (label, total) ->
            done -> {
              try {
                Files.write(file, noise(100, done), StandardOpenOption.WRITE);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            };
    S3Upload upload = upload(server.options());
    String key = "k" + COUNT;
    assertThatThrownBy(() -> upload.withProgress(writing).send(file))
        .isInstanceOf(NexusException.Malformed.class)
        .hasMessageContaining("changed while it was uploaded");
    try (S3Store store = S3Store.at("s3://models", server.options())) {
      assertThat(store.exists(ObjectKey.of(key))).isFalse();
      assertThat(store.dropUnfinished(key, LATER)).isZero();
    }
    assertThat(left()).containsExactly("tiny.bin");
  }

  @Test
  void aBucketThatIsNotThereIsToldBeforeTheFileIsRead() throws Exception {
    Path file = Files.write(folder.resolve("x"), new byte[10]);
    assertThatThrownBy(() -> S3Upload.to("nothing-here").with(server.options()).send(file))
        .isInstanceOf(NexusException.NotFound.class)
        .hasMessageContaining("no bucket nothing-here");
  }

  @Test
  void refusesKeysAndDomainsThatAreNone() throws Exception {
    assertThatThrownBy(() -> S3Upload.to("models").withKey("../x"))
        .isInstanceOf(NexusException.InvalidValue.class);
    assertThatThrownBy(() -> S3Upload.to("m")).isInstanceOf(NexusException.InvalidValue.class);
    Path file = Files.write(folder.resolve("x"), new byte[10]);
    assertThatThrownBy(() -> upload(server.options()).withCloudFront("https://x/").send(file))
        .isInstanceOf(NexusException.InvalidValue.class);
  }
}
