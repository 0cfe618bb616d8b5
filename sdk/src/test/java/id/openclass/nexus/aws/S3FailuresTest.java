package id.openclass.nexus.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import id.openclass.nexus.aws.FakeS3.Reply;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.store.ObjectKey;
import id.openclass.nexus.store.ObjectVersion;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What is said when S3 says no, and that no secret is in it.
class S3FailuresTest {
  @TempDir Path folder;

  @BeforeEach
  void credentials() {
    S3Server.useCredentials(S3Server.ACCESS_KEY, S3Server.SECRET_KEY);
  }

  @AfterEach
  void none() {
    S3Server.forgetCredentials();
  }

  static Stream<Arguments> answers() {
    return Stream.of(
        Arguments.of(
            Reply.error(404, "NoSuchBucket", "x"),
            NexusException.NotFound.class,
            "no bucket models",
            "create-bucket"),
        Arguments.of(
            Reply.error(403, "InvalidAccessKeyId", "The key " + S3Server.ACCESS_KEY),
            NexusException.Refused.class,
            "InvalidAccessKeyId",
            "AWS_ACCESS_KEY_ID"),
        Arguments.of(
            Reply.error(403, "SignatureDoesNotMatch", "x"),
            NexusException.Refused.class,
            "SignatureDoesNotMatch",
            "AWS_SECRET_ACCESS_KEY"),
        Arguments.of(
            Reply.error(400, "ExpiredToken", "x"),
            NexusException.Refused.class,
            "ExpiredToken",
            "aws sso login"),
        Arguments.of(
            Reply.error(403, "RequestTimeTooSkewed", "x")
                .with("Date", "Thu, 26 Nov 2026 10:00:00 GMT"),
            NexusException.Refused.class,
            "clock",
            "timedatectl"),
        Arguments.of(
            Reply.error(301, "PermanentRedirect", "x")
                .with("x-amz-bucket-region", "ap-southeast-3"),
            NexusException.InvalidValue.class,
            "another region",
            "--region ap-southeast-3"),
        Arguments.of(
            Reply.error(
                400,
                "AuthorizationHeaderMalformed",
                "the region 'us-east-1' is wrong; expecting 'eu-west-3'"),
            NexusException.InvalidValue.class,
            "another region",
            "--region eu-west-3"),
        Arguments.of(
            Reply.error(503, "SlowDown", "x"),
            NexusException.Transfer.class,
            "SlowDown",
            "run this again"),
        Arguments.of(
            Reply.error(500, "InternalError", "x"),
            NexusException.Transfer.class,
            "InternalError",
            "run this again"),
        Arguments.of(
            new Reply(502, java.util.Map.of(), "<html>gateway</html>"),
            NexusException.Transfer.class,
            "502",
            "run this again"),
        Arguments.of(
            Reply.error(400, "InvalidArgument", "odd\u202e"),
            NexusException.Refused.class,
            "InvalidArgument",
            null));
  }

  @ParameterizedTest
  @MethodSource("answers")
  void eachAnswerIsACaseWithAHint(
      Reply reply, Class<? extends NexusException> kind, String says, String hint)
      throws Exception {
    FakeS3 server = new FakeS3(request -> reply);
    try {
      Path file = Files.write(folder.resolve("x"), new byte[10]);
      S3Upload upload = S3Upload.to("models").with(S3Server.optionsFor(server.port()));
      NexusException thrown = (NexusException) catchThrowable(() -> upload.send(file));
      assertThat(thrown).isInstanceOf(kind).hasMessageContaining(says);
      assertThat(thrown.where()).isEqualTo("s3://models/models/x");
      if (hint != null) {
        assertThat(thrown.hint()).contains(hint);
      }
      assertThat(thrown.getMessage()).doesNotContain("\u202e");
      assertThat(everythingIn(thrown)).doesNotContain(S3Server.SECRET_KEY);
    } finally {
      server.stop();
    }
  }

  private static String everythingIn(NexusException failure) {
    StringWriter all = new StringWriter();
    failure.printStackTrace(new PrintWriter(all));
    return all + " " + failure.where() + " " + failure.hint();
  }

  private NexusException refusing(Reply toPuts, boolean publicRead) throws Exception {
    FakeS3 server =
        new FakeS3(request ->
            request.method().equals("GET") ? Reply.error(404, "NoSuchKey", "x") : toPuts);
    try {
      Path file = Files.write(folder.resolve("x"), new byte[10]);
      S3Upload upload =
          S3Upload.to("models").with(S3Server.optionsFor(server.port())).withPublicRead(publicRead);
      return (NexusException) catchThrowable(() -> upload.send(file));
    } finally {
      server.stop();
    }
  }

  @Test
  void whoMayNotWriteIsToldThePermission() throws Exception {
    assertThat(refusing(Reply.error(403, "AccessDenied", "no"), false))
        .isInstanceOf(NexusException.Refused.class)
        .satisfies(e -> assertThat(e.hint()).contains("s3:PutObject", "models/*"));
  }

  @Test
  void aBucketThatTakesNoAclsIsToldWithThePolicyToSet() throws Exception {
    for (Reply reply :
        new Reply[] {
          Reply.error(400, "AccessControlListNotSupported", "no"),
          Reply.error(501, "NotImplemented", "no")
        }) {
      assertThat(refusing(reply, true))
          .isInstanceOf(NexusException.Refused.class)
          .hasMessageContaining("takes no ACLs")
          .satisfies(e ->
              assertThat(e.hint())
                  .contains("put-bucket-policy --bucket models")
                  .contains("\"Resource\":\"arn:aws:s3:::models/models/*\""));
    }
  }

  @Test
  void aServerThatKnowsNoConditionsGetsNewObjectsWithoutThem() throws Exception {
    FakeS3 server =
        new FakeS3(request -> {
          if (request.method().equals("GET")) {
            return Reply.error(404, "NoSuchKey", "x");
          }
          boolean condition =
              !(request.header("If-None-Match") + request.header("If-Match")).isEmpty();
          return condition ? Reply.error(501, "NotImplemented", "x") : Reply.ok("");
        });
    try (S3Store store = S3Store.at("s3://models", S3Server.optionsFor(server.port()))) {
      assertThat(store.writeNew(ObjectKey.of("a"), new byte[3])).isNotNull();
      assertThat(store.honoursConditions()).isFalse();
      assertThatThrownBy(() -> store.replace(ObjectKey.of("a"), new byte[3], ObjectVersion.NONE))
          .isInstanceOf(NexusException.Refused.class);
      assertThat(store.replace(ObjectKey.of("a"), new byte[3], ObjectVersion.ANY)).isPresent();
    } finally {
      server.stop();
    }
  }

  @Test
  void partsAreNotSentAgainToAServerThatKnowsNoConditions() throws Exception {
    FakeS3 server =
        new FakeS3(request -> {
          if (request.method().equals("GET")) {
            return Reply.error(404, "NoSuchKey", "x");
          }
          if (!request.header("If-None-Match").isEmpty()) {
            return Reply.error(501, "NotImplemented", "x");
          }
          return request.uri().endsWith("?uploads")
              ? Reply.ok("<R><UploadId>u 1 ü</UploadId></R>")
              : Reply.ok("<R><ETag>\"e\"</ETag></R>");
        });
    try {
      Path file = Files.write(folder.resolve("x"), new byte[9 << 20]);
      S3Upload.to("models").with(S3Server.optionsFor(server.port())).send(file);
      assertThat(server.requests().stream().filter(r -> r.method().equals("PUT"))).hasSize(2);
      assertThat(server.requests().stream().filter(r -> r.method().equals("DELETE"))).isEmpty();
    } finally {
      server.stop();
    }
  }

  @Test
  void aServerThatIgnoresConditionsIsFoundOut() throws Exception {
    FakeS3 server = new FakeS3(request -> Reply.ok(""));
    try (S3Store store = S3Store.at("s3://models", S3Server.optionsFor(server.port()))) {
      assertThat(store.honoursConditions()).isFalse();
      assertThat(server.requests().getLast().method()).isEqualTo("DELETE");
    } finally {
      server.stop();
    }
  }

  @Test
  void aServerThatIsNotThereIsANetworkErrorThatNamesIt() throws Exception {
    FakeS3 server = new FakeS3(request -> Reply.ok(""));
    int port = server.port();
    server.stop();
    try (S3Store store = S3Store.at("s3://models", S3Server.optionsFor(port))) {
      assertThatThrownBy(() -> store.find(ObjectKey.of("a")))
          .isInstanceOf(NexusException.Transfer.class)
          .hasMessageContaining("http://127.0.0.1:" + port + " cannot be reached");
    }
  }

  @Test
  void withoutCredentialsItSaysWhereTheyGo() {
    S3Server.forgetCredentials();
    System.setProperty("aws.disableEc2Metadata", "true");
    S3Options options = S3Server.optionsFor(1).withProfile("no-such-profile");
    assertThatThrownBy(() -> S3Store.at("s3://models", options))
        .isInstanceOf(NexusException.Refused.class)
        .hasMessageContaining("no-such-profile")
        .satisfies(e -> assertThat(((NexusException) e).hint()).contains("aws configure"));
  }

  @Test
  void refusesOptionsThatCannotBe() {
    S3Options some = S3Options.defaults();
    assertThatThrownBy(() -> some.withEndpoint("http://u:SECRET@x"))
        .isInstanceOf(NexusException.InvalidValue.class)
        .satisfies(e -> assertThat(everythingIn((NexusException) e)).doesNotContain("SECRET"));
    assertThatThrownBy(() -> some.withEndpoint("x:y")).isInstanceOf(NexusException.class);
    assertThatThrownBy(() -> some.withEncryption("rot13")).isInstanceOf(NexusException.class);
    assertThatThrownBy(() -> some.withConnections(0)).isInstanceOf(NexusException.class);
    assertThatThrownBy(() -> some.withRegion("a b")).isInstanceOf(NexusException.class);
    assertThat(some).hasToString("S3Options[AWS, 4 connections]");
  }
}
