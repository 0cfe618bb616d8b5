package id.openclass.nexus.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.openclass.nexus.aws.FakeS3.Reply;
import id.openclass.nexus.aws.FakeS3.Request;
import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.Progress;
import id.openclass.nexus.store.ObjectKey;
import id.openclass.nexus.store.ObjectVersion;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What goes over the line: `docs/stores.md` section 5.
class S3WireTest {
  @TempDir Path folder;
  private FakeS3 server;
  private boolean stored;
  private @Nullable Callable<Reply> putAnswer;
  private String uploads = "<ListMultipartUploadsResult></ListMultipartUploadsResult>";

  @BeforeEach
  void start() throws Exception {
    S3Server.useCredentials(S3Server.ACCESS_KEY, S3Server.SECRET_KEY);
    server = new FakeS3(this::answer);
  }

  @AfterEach
  void stop() {
    server.stop();
    S3Server.forgetCredentials();
    for (String name : List.of("http.proxyHost", "http.proxyPort")) {
      System.clearProperty(name);
    }
  }

  private Reply answer(Request request) {
    if (putAnswer != null && request.method().equals("PUT")) {
      try {
        return putAnswer.call();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
    if (request.method().equals("GET") && request.uri().contains("?uploads")) {
      return Reply.ok(uploads);
    }
    if (request.method().equals("GET")) {
      return stored ? Reply.error(403, "AccessDenied", "x") : Reply.error(404, "NoSuchKey", "x");
    }
    if (request.method().equals("POST") && request.uri().contains("uploads")) {
      return Reply.ok(
          "<InitiateMultipartUploadResult><UploadId>u1</UploadId></InitiateMultipartUploadResult>");
    }
    if (request.method().equals("POST")) {
      stored = true;
      return Reply.ok(
          "<CompleteMultipartUploadResult><ETag>\"e\"</ETag></CompleteMultipartUploadResult>");
    }
    return Reply.ok("");
  }

  private byte[] content(int length) {
    byte[] bytes = new byte[length];
    new Random(1).nextBytes(bytes);
    return bytes;
  }

  private List<Request> puts() {
    return server.requests().stream().filter(r -> r.method().equals("PUT")).toList();
  }

  private S3Options aws() {
    return far("http://s3.ap-southeast-3.amazonaws.com").withRegion("ap-southeast-3");
  }

  /// The SDK asks this server, as a proxy, for another.
  private S3Options far(String endpoint) {
    System.setProperty("http.proxyHost", "127.0.0.1");
    System.setProperty("http.proxyPort", String.valueOf(server.port()));
    return S3Server.optionsFor(server.port()).withEndpoint(endpoint);
  }

  private static void hasNoChecksums(Request request) {
    assertThat(request.headers().keySet())
        .noneMatch(name -> name.toLowerCase().matches("x-amz-(checksum|sdk-checksum|trailer).*"));
  }

  @Test
  void onAnOpenLineEveryPartCarriesItsDigestInTheSignature() throws Exception {
    Path file = Files.write(folder.resolve("x.zip"), content(10_000_000));
    S3Upload.to("models").with(far("http://s3.example.org")).send(file);
    assertThat(puts()).hasSize(2);
    for (Request part : puts()) {
      assertThat(part.header("x-amz-content-sha256")).isEqualTo(Digest.of(part.body()).hex());
      assertThat(part.header("Content-MD5")).isEmpty();
      hasNoChecksums(part);
    }
  }

  @Test
  void onALineThatNobodyCanWriteToEveryPartCarriesAnMd5() throws Exception {
    byte[] content = content(20_000_000);
    Path file = Files.write(folder.resolve("x.zip"), content);
    S3Upload.to("models").with(S3Server.optionsFor(server.port())).send(file);
    List<Digest> digests = new ArrayList<>();
    for (Request part : puts()) {
      assertThat(part.header("x-amz-content-sha256")).isEqualTo("UNSIGNED-PAYLOAD");
      assertThat(part.header("Content-MD5"))
          .isEqualTo(Base64.getEncoder().encodeToString(Digest.md5().digest(part.body())));
      assertThat(part.uri()).startsWith("/models/models/x.zip?").contains("uploadId=u1");
      hasNoChecksums(part);
      digests.add(Digest.of(part.body()));
    }
    assertThat(digests)
        .containsExactlyInAnyOrder(
            Digest.of(Arrays.copyOfRange(content, 0, 8 << 20)),
            Digest.of(Arrays.copyOfRange(content, 8 << 20, 16 << 20)),
            Digest.of(Arrays.copyOfRange(content, 16 << 20, content.length)));
    Request create =
        server.requests().stream()
            .filter(r -> r.uri().endsWith("?uploads"))
            .findFirst()
            .orElseThrow();
    assertThat(create.header("x-amz-meta-sha256")).isEqualTo(Digest.of(content).hex());
    assertThat(create.header("Content-Type")).isEqualTo("application/zip");
    assertThat(create.header("Cache-Control")).isEmpty();
    hasNoChecksums(create);
    Request complete =
        server.requests().stream()
            .filter(r -> r.method().equals("POST") && r.uri().contains("uploadId"))
            .findFirst()
            .orElseThrow();
    assertThat(complete.header("If-None-Match")).isEqualTo("*");
  }

  /// Answers with the MD5 of what came, as S3 and most others do; wrongly where it is damaged.
  private Reply named(Request part, boolean damaged) {
    byte[] md5 = Digest.md5().digest(damaged ? content(7) : part.body());
    return Reply.ok("").with("ETag", '"' + HexFormat.of().formatHex(md5) + '"');
  }

  private List<String> toldParts(Path file) {
    S3Upload.to("models").with(S3Server.optionsFor(server.port()).withConnections(1)).send(file);
    return puts().stream()
        .map(put ->
            put.uri().replaceAll(".*partNumber=(\\d+).*", "$1")
                + (put.header("Content-MD5").isEmpty() ? "" : " told"))
        .toList();
  }

  @Test
  void aServerThatNamesPartsByTheirMd5NeedNotBeToldIt() throws Exception {
    Path file = Files.write(folder.resolve("x.zip"), content(36_000_000));
    putAnswer = () -> named(puts().getLast(), false);
    assertThat(toldParts(file)).containsExactly("1 told", "2", "3", "4", "5");
    assertThat(puts())
        .allMatch(put -> put.header("x-amz-content-sha256").equals("UNSIGNED-PAYLOAD"));
  }

  @Test
  void aPartWhoseNameIsNotItsMd5GoesAgainWithIt() throws Exception {
    Path file = Files.write(folder.resolve("x.zip"), content(36_000_000));
    putAnswer = () -> named(puts().getLast(), puts().size() == 3);
    assertThat(toldParts(file)).containsExactly("1 told", "2", "3", "3 told", "4", "5");
  }

  @Test
  void aServerThatNamesNoPartsIsToldAsSuch() throws Exception {
    Path file = Files.write(folder.resolve("x.zip"), content(20_000_000));
    putAnswer = () -> new Reply(200, Map.of(), "");
    assertThatThrownBy(() -> toldParts(file))
        .isInstanceOf(NexusException.Refused.class)
        .hasMessageContaining("the server gave part 1 no name (ETag)");
    assertThat(server.requests()).anyMatch(r -> r.method().equals("DELETE"));
  }

  @Test
  void toAwsEveryPartCarriesAChecksumThatIsStored() throws Exception {
    byte[] content = content(10_000_000);
    Path file = Files.write(folder.resolve("x.tar.gz"), content);
    UploadedObject made =
        S3Upload.to("models").with(aws()).withCloudFront("none").withPublicRead(true).send(file);
    for (Request part : puts()) {
      assertThat(part.header("x-amz-checksum-sha256"))
          .isEqualTo(Base64.getEncoder().encodeToString(Digest.of(part.body()).toBytes()));
      assertThat(part.header("Host")).isEqualTo("models.s3.ap-southeast-3.amazonaws.com");
    }
    Request create =
        server.requests().stream()
            .filter(r -> r.uri().contains("?uploads"))
            .findFirst()
            .orElseThrow();
    assertThat(create.header("x-amz-checksum-algorithm")).isEqualTo("SHA256");
    Request complete =
        server.requests().stream()
            .filter(r -> r.method().equals("POST") && r.uri().contains("uploadId"))
            .findFirst()
            .orElseThrow();
    assertThat(complete.header("x-amz-content-sha256"))
        .as("no other header has a digest of the list of parts, and the line is open")
        .isEqualTo(Digest.of(complete.body()).hex());
    assertThat(create.header("x-amz-acl")).isEqualTo("public-read");
    assertThat(made.s3Url())
        .isEqualTo("http://models.s3.ap-southeast-3.amazonaws.com/models/x.tar.gz");
    assertThat(made.notes())
        .as("who may not read is told so, and that the ACL did not work")
        .hasSize(2);
  }

  @Test
  void whatNeverChangesMayBeKeptForEverAndWhatIsReplacedAMinute() {
    try (S3Store store =
        S3Store.at(
            "s3://models/repo",
            S3Server.optionsFor(server.port()).withEncryption("aws:kms:key-1"))) {
      store.writeNew(ObjectKey.of("a.json"), content(10));
      store.replace(ObjectKey.of("t.html"), content(20), new ObjectVersion("\"old\""));
      store.replace(ObjectKey.of("c.chunks"), content(20), ObjectVersion.ANY);
    }
    Request written = puts().get(0);
    assertThat(written.uri()).isEqualTo("/models/repo/a.json");
    assertThat(written.header("Cache-Control")).isEqualTo("public, max-age=31536000, immutable");
    assertThat(written.header("Content-Type")).isEqualTo("application/json");
    assertThat(written.header("If-None-Match")).isEqualTo("*");
    assertThat(written.header("x-amz-meta-sha256")).isEqualTo(Digest.of(content(10)).hex());
    assertThat(written.header("x-amz-server-side-encryption")).isEqualTo("aws:kms");
    assertThat(written.header("x-amz-server-side-encryption-aws-kms-key-id")).isEqualTo("key-1");
    Request replaced = puts().get(1);
    assertThat(replaced.header("Cache-Control")).isEqualTo("public, max-age=60");
    assertThat(replaced.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
    assertThat(replaced.header("If-Match")).isEqualTo("\"old\"");
    Request anyhow = puts().get(2);
    assertThat(anyhow.header("If-Match") + anyhow.header("If-None-Match")).isEmpty();
    assertThat(anyhow.header("Content-Type")).isEqualTo("application/octet-stream");
  }

  @ParameterizedTest
  @CsvSource({
    "https://s3.example.org, MD5",
    "HTTPS://s3.example.org:9000, MD5",
    "http://localhost:9000, MD5",
    "http://127.0.0.1:9000, MD5",
    "http://127.1.2.3, MD5",
    "http://[::1]:9000, MD5",
    "http://s3.example.org, SIGNATURE",
    "http://localhost.example.org, SIGNATURE",
    "http://127.0.0.1.example.org, SIGNATURE",
    "http://[::2]:9000, SIGNATURE",
    "http://10.0.0.1:9000, SIGNATURE",
    "https://s3.ap-southeast-3.amazonaws.com, SHA256",
    "http://s3.ap-southeast-3.amazonaws.com, SHA256",
    "https://amazonaws.com.example.org, MD5",
    ", SHA256"
  })
  void aPayloadIsUnsignedOnlyWhereNobodyOnTheWayCanWriteToTheLine(URI endpoint, PartCheck check) {
    assertThat(S3Connection.partCheck(endpoint)).isEqualTo(check);
  }

  @Test
  void aServerThatGotOtherBytesThanAChangedFileHadIsNotBlamed() throws Exception {
    Path file = Files.write(folder.resolve("x.zip"), content(20_000_000));
    putAnswer =
        () -> {
          Files.setLastModifiedTime(file, FileTime.fromMillis(1));
          return Reply.error(400, "BadDigest", "x");
        };
    assertThatThrownBy(
            () -> S3Upload.to("models").with(S3Server.optionsFor(server.port())).send(file))
        .hasMessageContaining("the content changed while it was uploaded; nothing was written");
    assertThat(server.requests()).anyMatch(r -> r.method().equals("DELETE"));
  }

  @Test
  void whatIsReplacedGoesInOneRequestWithItsWholeDigest() {
    byte[] content = content(9 << 20);
    try (S3Store store = S3Store.at("s3://models/repo", S3Server.optionsFor(server.port()))) {
      store.replace(ObjectKey.of("index.html"), content, ObjectVersion.ANY);
    }
    assertThat(puts()).hasSize(1);
    assertThat(puts().getFirst().header("Content-MD5"))
        .isEqualTo(Base64.getEncoder().encodeToString(Digest.md5().digest(content)));
  }

  @Test
  void whatIsNotWhatTheCallerSaysIsNotPutTogetherAndNoPartOfItIsKept() throws Exception {
    Path file = Files.write(folder.resolve("x.zip"), content(20_000_000));
    try (ByteSource source = ByteSource.of(file);
        S3Store store =
            S3Store.at("s3://models/repo", S3Server.optionsFor(server.port()))
                .withJournals(folder)) {
      assertThatThrownBy(() ->
              store.writeNew(
                  ObjectKey.of("x.zip"),
                  source,
                  Digest.of(content(1)),
                  Progress.NONE.begin("x", 1)))
          .isInstanceOf(NexusException.DigestMismatch.class);
    }
    assertThat(server.requests())
        .noneMatch(r -> r.method().equals("POST") && r.uri().contains("uploadId"));
    assertThat(server.requests()).anyMatch(r -> r.method().equals("DELETE"));
    assertThat(folder.toFile().list()).containsExactly("x.zip");
  }

  private static String begun(String key, String id, String time) {
    return "<Upload><Key>"
        + key
        + "</Key><UploadId>"
        + id
        + "</UploadId><Initiated>"
        + time
        + "</Initiated></Upload>";
  }

  @Test
  void uploadsOfTheSameObjectThatAreAWeekOldAreAborted() throws Exception {
    // The server says the time of this machine.
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    uploads =
        "<ListMultipartUploadsResult>"
            + begun("models/x.zip", "old", now.minus(Duration.ofDays(8)).toString())
            + begun("models/x.zip", "young", now.minus(Duration.ofDays(6)).toString())
            + begun("models/x.zip.other", "another", "2020-01-01T00:00:00Z")
            + "</ListMultipartUploadsResult>";
    Path file = Files.write(folder.resolve("x.zip"), content(10));
    S3Upload.to("models").with(S3Server.optionsFor(server.port())).send(file);
    assertThat(server.requests().stream().filter(r -> r.method().equals("DELETE")))
        .extracting(Request::uri)
        .containsExactly("/models/models/x.zip?uploadId=old");
  }

  @Test
  void partsAreAsFewAsTheLimitAllowsAndNeverTooSmall() {
    assertThat(PartPlan.of(0).count()).isEqualTo(1);
    assertThat(PartPlan.of(8 << 20).isSingle()).isTrue();
    assertThat(PartPlan.of((8 << 20) + 1).count()).isEqualTo(2);
    for (long size : new long[] {1L << 33, 80_000L << 20, (80_000L << 20) + 1, 5L << 40}) {
      PartPlan plan = PartPlan.of(size);
      assertThat(plan.count()).isLessThanOrEqualTo(10_000);
      assertThat(plan.partBytes() % (1 << 20)).isZero();
      assertThat(plan.range(plan.count()).end()).isEqualTo(size);
      assertThat(plan.range(1).length()).isEqualTo(plan.partBytes());
    }
    assertThat(PartPlan.of(80_000L << 20).partBytes()).isEqualTo(8 << 20);
    assertThat(PartPlan.of((80_000L << 20) + 1).partBytes()).isEqualTo(9 << 20);
  }
}
