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
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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
import java.util.function.Function;
import java.util.zip.CRC32C;
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
  private Function<Request, Reply> createAnswer = request -> begun();
  private String composite = "";
  private String listed = "";
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
    if (request.method().equals("GET") && request.uri().contains("uploadId=u1")) {
      return Reply.ok("<ListPartsResult>" + listed + "</ListPartsResult>");
    }
    if (request.method().equals("GET")) {
      return stored ? Reply.error(403, "AccessDenied", "x") : Reply.error(404, "NoSuchKey", "x");
    }
    if (request.method().equals("POST") && request.uri().contains("uploads")) {
      return createAnswer.apply(request);
    }
    if (request.method().equals("POST")) {
      stored = true;
      return Reply.ok(
          "<CompleteMultipartUploadResult><ETag>\"e\"</ETag>"
              + composite
              + "</CompleteMultipartUploadResult>");
    }
    return Reply.ok("");
  }

  private static Reply begun() {
    return Reply.ok(
        "<InitiateMultipartUploadResult><UploadId>u1</UploadId></InitiateMultipartUploadResult>");
  }

  /// As a server does that takes the checksum it is asked for.
  private static Reply begunAsAsked(Request request) {
    return begun().with("x-amz-checksum-algorithm", request.header("x-amz-checksum-algorithm"));
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
  void toAServerThatDoesNotSayThatItTakesCrcsEveryPartCarriesAnMd5() throws Exception {
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
    assertThat(create.header("x-amz-checksum-algorithm")).isEqualTo("CRC32C");
    Request complete =
        server.requests().stream()
            .filter(r -> r.method().equals("POST") && r.uri().contains("uploadId"))
            .findFirst()
            .orElseThrow();
    assertThat(complete.header("If-None-Match")).isEqualTo("*");
  }

  private static String crc32c(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    byte[] value = ByteBuffer.allocate(4).putInt((int) crc.getValue()).array();
    return Base64.getEncoder().encodeToString(value);
  }

  private List<Request> posts(String query) {
    return server.requests().stream()
        .filter(r -> r.method().equals("POST") && r.uri().contains(query))
        .toList();
  }

  @Test
  void toAServerThatTakesCrcsEveryPartCarriesOne() throws Exception {
    Path file = Files.write(folder.resolve("x.zip"), content(20_000_000));
    createAnswer = S3WireTest::begunAsAsked;
    S3Upload.to("models").with(S3Server.optionsFor(server.port())).send(file);
    assertThat(puts()).hasSize(3);
    String listed = new String(posts("uploadId").getFirst().body(), StandardCharsets.UTF_8);
    for (Request part : puts()) {
      assertThat(part.header("x-amz-checksum-crc32c")).isEqualTo(crc32c(part.body()));
      assertThat(part.header("Content-MD5")).isEmpty();
      assertThat(part.header("x-amz-content-sha256")).isEqualTo("UNSIGNED-PAYLOAD");
      assertThat(listed).contains("<ChecksumCRC32C>" + crc32c(part.body()) + "</ChecksumCRC32C>");
    }
  }

  @ParameterizedTest
  @CsvSource({"400, InvalidArgument", "501, NotImplemented"})
  void aServerThatRefusesToBeAskedForCrcsIsAskedAgainWithout(int status, String code)
      throws Exception {
    Path file = Files.write(folder.resolve("x.zip"), content(20_000_000));
    createAnswer =
        request ->
            request.header("x-amz-checksum-algorithm").isEmpty()
                ? begun()
                : Reply.error(status, code, "unsupported header");
    S3Upload.to("models").with(S3Server.optionsFor(server.port())).send(file);
    assertThat(posts("uploads")).hasSize(2);
    assertThat(puts()).hasSize(3).noneMatch(part -> part.header("Content-MD5").isEmpty());
    puts().forEach(S3WireTest::hasNoChecksums);
  }

  @Test
  void whatIsWrongForAnotherReasonIsSaid() throws Exception {
    Path file = Files.write(folder.resolve("x.zip"), content(20_000_000));
    createAnswer = request -> Reply.error(400, "EntityTooLarge", "too large");
    S3Upload upload = S3Upload.to("models").with(S3Server.optionsFor(server.port()));
    assertThatThrownBy(() -> upload.send(file)).hasMessageContaining("EntityTooLarge");
  }

  @Test
  void otherPartsThanWereSentAreNotTakenForTheObject() throws Exception {
    byte[] content = content(20_000_000);
    Path file = Files.write(folder.resolve("x.zip"), content);
    createAnswer = S3WireTest::begunAsAsked;
    composite = "<ChecksumCRC32C>AAAAAA==-3</ChecksumCRC32C>";
    S3Upload upload = S3Upload.to("models").with(S3Server.optionsFor(server.port()));
    assertThatThrownBy(() -> upload.send(file))
        .isInstanceOf(NexusException.DigestMismatch.class)
        .hasMessageContaining("the server put other parts together than were sent");
    stored = false;
    composite = "<ChecksumCRC32C>" + compositeOf(content) + "-3</ChecksumCRC32C>";
    assertThat(upload.send(file).sentParts()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void anUploadIsGoneOnWithAsItWasBegun(boolean withCrcs) throws Exception {
    byte[] content = content(20_000_000);
    Path file = Files.write(folder.resolve("x.zip"), content);
    createAnswer = request -> withCrcs ? begunAsAsked(request) : begun();
    putAnswer =
        () ->
            puts().getLast().uri().contains("partNumber=3")
                ? Reply.error(500, "InternalError", "later")
                : Reply.ok("");
    S3Upload upload =
        S3Upload.to("models").with(S3Server.optionsFor(server.port()).withConnections(1));
    assertThatThrownBy(() -> upload.send(file)).isInstanceOf(NexusException.Transfer.class);
    for (int number = 1; number <= 2; number++) {
      byte[] part = Arrays.copyOfRange(content, (number - 1) * (8 << 20), number * (8 << 20));
      listed +=
          "<Part><PartNumber>%d</PartNumber><ETag>\"e1\"</ETag><Size>%d</Size>%s</Part>"
              .formatted(
                  number,
                  part.length,
                  withCrcs ? "<ChecksumCRC32C>" + crc32c(part) + "</ChecksumCRC32C>" : "");
    }
    putAnswer = null;
    assertThat(upload.send(file).keptParts()).isEqualTo(2);
    Request last = puts().getLast();
    assertThat(last.header("x-amz-checksum-crc32c")).isEqualTo(withCrcs ? crc32c(last.body()) : "");
    assertThat(last.header("Content-MD5").isEmpty()).isEqualTo(withCrcs);
    assertThat(new String(posts("uploadId").getFirst().body(), StandardCharsets.UTF_8))
        .satisfies(
            body -> assertThat(body.split("<ChecksumCRC32C>", -1)).hasSize(withCrcs ? 4 : 1));
  }

  /// That of the parts' own, one after the other.
  private static String compositeOf(byte[] content) {
    ByteBuffer all = ByteBuffer.allocate(12);
    for (int at = 0; at < content.length; at += 8 << 20) {
      byte[] part = Arrays.copyOfRange(content, at, Math.min(content.length, at + (8 << 20)));
      all.put(Base64.getDecoder().decode(crc32c(part)));
    }
    return crc32c(all.array());
  }

  @Test
  void whatFailsTheCheckIsNotAskedForNorSent() throws Exception {
    Path file = Files.write(folder.resolve("x.zip"), content(20_000_000));
    S3Upload upload =
        S3Upload.to("models")
            .with(S3Server.optionsFor(server.port()))
            .withCheck(checked -> {
              throw NexusException.malformed("no package", checked.toString(), -1, null);
            });
    assertThatThrownBy(() -> upload.send(file)).hasMessageContaining("no package");
    assertThat(server.requests()).isEmpty();
    assertThat(folder.toFile().list()).containsExactly("x.zip");
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
}
