package id.openclass.nexus.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.openclass.nexus.archive.ArchiveFormat;
import id.openclass.nexus.core.ByteRange;
import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.OutputFile.Outcome;
import id.openclass.nexus.pack.ModelPackage;
import id.openclass.nexus.pack.PackageMetadata;
import id.openclass.nexus.pack.PackageOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FetchTest {
  private static final Patience SOON =
      new Patience(java.time.Duration.ofMillis(1), java.time.Duration.ofMillis(2), 3, said -> {});

  @TempDir Path folder;
  private WebServer server;

  @BeforeEach
  void start() throws IOException {
    server = new WebServer();
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private byte[] pack(ArchiveFormat format, int modelBytes) throws IOException {
    Path model = Files.write(folder.resolve("m.bin"), StoreContract.noise(modelBytes, 3));
    PackageOptions options =
        PackageOptions.defaults().withFolder(folder.resolve("made")).withFormat(format);
    try (ModelPackage made =
        ModelPackage.create(model, PackageMetadata.of("tiny", "1.0.0", "me/tiny"), options)) {
      return Files.readAllBytes(made.path());
    }
  }

  private Path target() {
    return folder.resolve("got/tiny.tar.gz");
  }

  private ObjectSource object() {
    return HttpStore.object(server.url() + "x").orElseThrow();
  }

  private Fetched fetch() {
    return Fetch.of(object()).into(target());
  }

  private List<String> left() throws IOException {
    if (!Files.exists(target().getParent())) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(target().getParent())) {
      return all.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @ParameterizedTest
  @EnumSource(ArchiveFormat.class)
  void aPackageIsCheckedByItsOwnTable(ArchiveFormat format) throws IOException {
    byte[] pack = pack(format, 3_000_000);
    server.put("x", pack);
    Fetched got = fetch();
    assertThat(got.file()).hasBinaryContent(pack);
    assertThat(got.checked()).isEqualTo(Fetched.Checked.CHUNKS);
    assertThat(got.sha256()).isEqualTo(Digest.of(pack));
    assertThat(got.receivedBytes()).isEqualTo(pack.length);
    assertThat(left()).containsExactly("tiny.tar.gz");
    assertThat(got).hasToString("Fetched[tiny.tar.gz, 3.00 MB, checked by chunks]");
  }

  @Test
  void anyObjectIsFetchedAndOnlyItsLengthChecked() throws IOException {
    byte[] content = StoreContract.noise(500_000, 1);
    server.put("x", content);
    assertThat(fetch().checked()).isEqualTo(Fetched.Checked.LENGTH);
    assertThat(target()).hasBinaryContent(content);
    server.put("x", new byte[0]);
    assertThat(Fetch.of(object()).into(folder.resolve("empty")).sizeBytes()).isZero();
  }

  @Test
  void goesOnWhereALineBrokeWhereverThatWas() throws IOException {
    byte[] pack = pack(ArchiveFormat.TAR_GZ, 4_500_000);
    server.put("x", pack);
    Random random = new Random(5);
    for (int round = 0; round < 8; round++) {
      long received = 0;
      int runs = 0;
      Fetched got = null;
      while (got == null) {
        int cut = random.nextInt(pack.length);
        // Small answers pass: the directory of the package is read each time.
        server.change(r -> r.body().length > 1_500_000 ? r.cutAfter(cut) : r);
        long before = server.sentBytes();
        try {
          got = fetch();
        } catch (NexusException.Transfer e) {
          assertThat(target()).doesNotExist();
        }
        received += server.sentBytes() - before;
        runs++;
      }
      assertThat(target()).hasBinaryContent(pack);
      assertThat(received)
          .as("a chunk and the package's directory are lost in each run")
          .isLessThan(pack.length + runs * 1_300_000L);
      assertThat(left()).containsExactly("tiny.tar.gz");
      Files.delete(target());
    }
  }

  @Test
  void tellsHowMuchWasThereFromRunsBefore() throws IOException {
    byte[] pack = pack(ArchiveFormat.TAR_GZ, 4_500_000);
    server.put("x", pack);
    server.change(r -> r.body().length > 1_500_000 ? r.cutAfter(3_300_000) : r);
    assertThatThrownBy(this::fetch).isInstanceOf(NexusException.Transfer.class);
    assertThat(left()).containsExactly(".tiny.tar.gz.fetch", ".tiny.tar.gz.part");
    server.change(r -> r);
    Fetched got = fetch();
    assertThat(got.resumedAt()).isBetween(3_000_000L, 3_300_000L);
    assertThat(got.receivedBytes()).isEqualTo(pack.length - got.resumedAt());
  }

  @Test
  void aRetryingObjectGoesOnByItself() throws IOException {
    byte[] pack = pack(ArchiveFormat.ZIP, 2_500_000);
    server.put("x", pack);
    server.change(r -> r.cutAfter(100_000));
    assertThat(Fetch.of(RetryingStore.of(object(), SOON)).into(target()).file())
        .hasBinaryContent(pack);
  }

  @Test
  void theJournalOfAnotherObjectCountsForNothing() throws IOException {
    byte[] one = StoreContract.noise(3_000_000, 1);
    server.put("x", one);
    server.change(r -> r.cutAfter(2_900_000));
    assertThatThrownBy(this::fetch).isInstanceOf(NexusException.Transfer.class);
    byte[] two = StoreContract.noise(3_000_000, 2);
    server.put("x", two);
    server.change(r -> r);
    Fetched got = fetch();
    assertThat(got.resumedAt()).isZero();
    assertThat(target()).hasBinaryContent(two);
  }

  @Test
  void aTornJournalOrACutFileLosesWhatItLostAndNoMore() throws IOException {
    byte[] content = StoreContract.noise(3_000_000, 1);
    server.put("x", content);
    server.change(r -> r.cutAfter(2_900_000));
    assertThatThrownBy(this::fetch).isInstanceOf(NexusException.Transfer.class);
    Path part = target().resolveSibling(".tiny.tar.gz.part");
    Path journal = target().resolveSibling(".tiny.tar.gz.fetch");
    Files.write(part, java.util.Arrays.copyOf(Files.readAllBytes(part), 1_000_000));
    Files.write(journal, "torn".getBytes(), java.nio.file.StandardOpenOption.APPEND);
    server.change(r -> r);
    Fetched got = fetch();
    assertThat(got.resumedAt()).isEqualTo(1_000_000);
    assertThat(target()).hasBinaryContent(content);
  }

  @Test
  void aChunkThatArrivesDamagedIsFetchedAgain() throws IOException {
    byte[] pack = pack(ArchiveFormat.TAR_GZ, 3_500_000);
    byte[] bad = pack.clone();
    bad[1_700_000] ^= 1;
    server.put("x", pack);
    int[] left = {2};
    server.change(r -> {
      boolean damage = r.body().length > 1_500_000 && left[0]-- > 0;
      return damage ? r.body(java.util.Arrays.copyOfRange(bad, from(r), pack.length)) : r;
    });
    assertThat(fetch().file()).hasBinaryContent(pack);
    assertThat(left[0]).isLessThanOrEqualTo(0);
  }

  private static int from(WebServer.Reply reply) {
    return Integer.parseInt(reply.request().range().replaceAll("bytes=(\\d+)-.*", "$1"));
  }

  @Test
  void aChunkThatIsStoredDamagedEndsItAndNothingIsFetchedTwiceMoreThanThat() throws IOException {
    byte[] pack = pack(ArchiveFormat.TAR_GZ, 3_500_000);
    pack[1_700_000] ^= 1;
    server.put("x", pack);
    assertThatThrownBy(this::fetch)
        .isInstanceOf(NexusException.DigestMismatch.class)
        .hasMessageContaining("chunk 1 arrived damaged 3 times");
    assertThat(target()).doesNotExist();
  }

  @Test
  void whatIsNotAsExpectedIsDropped() throws IOException {
    byte[] content = StoreContract.noise(2_000_000, 1);
    server.put("x", content);
    Fetch wrong = Fetch.of(object()).expecting(Digest.of(new byte[1]));
    assertThatThrownBy(() -> wrong.into(target()))
        .isInstanceOf(NexusException.DigestMismatch.class)
        .hasMessageContaining(Digest.of(content).hex());
    assertThat(left()).isEmpty();
    Fetched got = Fetch.of(object()).expecting(Digest.of(content)).into(target());
    assertThat(got.checked()).isEqualTo(Fetched.Checked.EXPECTED);
  }

  @Test
  void whatIsNotAsWasRecordedIsDropped() throws IOException {
    byte[] content = StoreContract.noise(2_000, 1);
    server.put("x", content);
    server.change(r -> r.with("x-amz-meta-sha256", Digest.of(content).hex()));
    assertThat(fetch().checked()).isEqualTo(Fetched.Checked.RECORDED);
    Files.delete(target());
    server.change(r -> r.with("x-amz-meta-sha256", Digest.of(new byte[3]).hex()));
    assertThatThrownBy(this::fetch).isInstanceOf(NexusException.DigestMismatch.class);
    assertThat(left()).isEmpty();
  }

  @Test
  void theSameFileIsLeftAloneAndAnotherOnlyReplacedWhenAsked() throws IOException {
    byte[] content = StoreContract.noise(200_000, 1);
    server.put("x", content);
    fetch();
    assertThat(fetch().outcome()).isEqualTo(Outcome.ALREADY_THERE);
    long before = server.sentBytes();
    Fetch expecting = Fetch.of(object()).expecting(Digest.of(content));
    assertThat(expecting.into(target()).outcome()).isEqualTo(Outcome.ALREADY_THERE);
    assertThat(server.sentBytes() - before).as("nothing is fetched again").isLessThan(10);
    Files.write(target(), new byte[5]);
    assertThatThrownBy(this::fetch).isInstanceOf(NexusException.Refused.class);
    assertThat(Fetch.of(object()).withOverwrite(true).into(target()).outcome())
        .isEqualTo(Outcome.WRITTEN);
    assertThat(target()).hasBinaryContent(content);
  }

  @Test
  void anObjectThatChangesMeanwhileIsNeverMixed() throws IOException {
    server.put("x", StoreContract.noise(3_000_000, 1));
    ObjectSource object = object();
    server.put("x", StoreContract.noise(3_000_000, 2));
    assertThatThrownBy(() -> Fetch.of(object).into(target()))
        .isInstanceOf(NexusException.Malformed.class)
        .hasMessageContaining("changed");
  }

  @Test
  void aFullDiskIsToldBeforeItIsFull() {
    ObjectSource huge =
        new ObjectSource() {
          @Override
          public String name() {
            return "huge";
          }

          @Override
          public ObjectInfo info() {
            return new ObjectInfo(1L << 60, new ObjectVersion("v"), null);
          }

          @Override
          public void transfer(ByteRange range, ByteSink sink) {
            sink.accept(ByteBuffer.allocate((int) Math.min(1 << 20, range.length())));
          }
        };
    assertThatThrownBy(() -> Fetch.of(huge).into(target()))
        .isInstanceOf(NexusException.Storage.class)
        .hasMessageContaining("needs 1,152,921,504,606,846,976 bytes");
  }
}
