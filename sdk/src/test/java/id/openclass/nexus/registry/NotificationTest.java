package id.openclass.nexus.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.registry.JsonWebServer.Reply;
import id.openclass.nexus.registry.PublicationEvent.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class NotificationTest {
  private static final PublicationEvent EVENT =
      PublicationEvent.of(
              Kind.PUBLISHED,
              "tiny",
              "1.1.0",
              "s3://models/repository",
              Instant.ofEpochSecond(1_800_000_000, 5))
          .withModel(Digest.of(new byte[0]), 253_000_000)
          .withUrl("https://models.example.org/x")
          .withUpdatesFrom(List.of("1.0.0"));

  /// Long enough for a busy machine where an answer comes.
  private static final Duration PATIENT = Duration.ofSeconds(60);

  private static final Duration SHORT = Duration.ofMillis(300);

  @Test
  void postsTheDocumentedJsonOnce() throws IOException {
    try (JsonWebServer server = new JsonWebServer(_ -> Reply.json(200, ""))) {
      assertThat(Notification.to(server.url() + "hook?key=secret", PATIENT).post(EVENT)).isEmpty();
      JsonWebServer.Request request = server.requests().getFirst();
      assertThat(server.requests()).hasSize(1);
      assertThat(request.method()).isEqualTo("POST");
      assertThat(request.uri()).isEqualTo("/hook?key=secret");
      assertThat(request.header("Content-Type")).isEqualTo("application/json");
      assertThat(request.body())
          .isEqualTo(
              "{\"format_version\":1,\"event\":\"published\",\"name\":\"tiny\","
                  + "\"version\":\"1.1.0\",\"channel\":null,"
                  + "\"repository\":\"s3://models/repository\","
                  + "\"url\":\"https://models.example.org/x\","
                  + "\"sha256\":\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\","
                  + "\"size_bytes\":253000000,\"updates_from\":[\"1.0.0\"],"
                  + "\"at\":\"2027-01-15T08:00:00Z\"}");
    }
  }

  @Test
  void whatIsNotKnownIsNull() {
    PublicationEvent event =
        PublicationEvent.of(Kind.REVOKED, "tiny", "1.0.0", "repository", Instant.EPOCH)
            .withChannel("stable");
    assertThat(event.fields())
        .containsEntry("event", "revoked")
        .containsEntry("channel", "stable")
        .containsEntry("url", null)
        .containsEntry("sha256", null)
        .containsEntry("size_bytes", null)
        .containsEntry("updates_from", List.of())
        .containsEntry("at", "1970-01-01T00:00:00Z");
    assertThat(event).hasToString("PublicationEvent[revoked, tiny 1.0.0, stable]");
  }

  @Test
  void aRefusalIsAWarningThatTellsNoSecret() throws IOException {
    for (int status : new int[] {400, 404, 500, 503}) {
      try (JsonWebServer server = new JsonWebServer(_ -> Reply.json(status, "secret"))) {
        assertThat(Notification.to(server.url() + "secret", PATIENT).post(EVENT))
            .hasValueSatisfying(warning ->
                assertThat(warning)
                    .contains("127.0.0.1", "answers " + status)
                    .doesNotContain("secret"));
        assertThat(server.requests()).hasSize(1);
      }
    }
  }

  @Test
  void aRedirectIsNotFollowed() throws IOException {
    try (JsonWebServer other = new JsonWebServer(_ -> Reply.json(200, ""))) {
      for (String target : List.of("file:///etc/passwd", other.url(), "not an address")) {
        Reply away = new Reply(302, Map.of("Location", target), "");
        try (JsonWebServer server = new JsonWebServer(_ -> away)) {
          assertThat(Notification.to(server.url(), PATIENT).post(EVENT))
              .hasValueSatisfying(warning -> assertThat(warning).contains("answers 302"));
        }
      }
      assertThat(other.requests()).isEmpty();
    }
  }

  @Test
  void anAnswerWithoutEndIsNotRead() throws IOException {
    try (JsonWebServer server = new JsonWebServer(_ -> Reply.endless(200))) {
      assertThat(Notification.to(server.url(), PATIENT).post(EVENT)).isEmpty();
    }
  }

  @Test
  void whoNeverAnswersIsNotWaitedFor() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    try (JsonWebServer server =
        new JsonWebServer(_ -> {
          asked.countDown();
          await(done);
          return Reply.json(200, "");
        })) {
      assertThat(Notification.to(server.url(), SHORT).post(EVENT))
          .hasValueSatisfying(warning -> assertThat(warning).contains("no answer within 0.3 s"));
      done.countDown();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void nobodyThereIsAWarning() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    assertThat(Notification.to("http://127.0.0.1:" + port, PATIENT).post(EVENT))
        .hasValueSatisfying(warning ->
            assertThat(warning).startsWith("nobody was told of it at 127.0.0.1:" + port));
    assertThat(Notification.to("http://no-such-host.invalid/x", PATIENT).post(EVENT)).isPresent();
  }

  @Test
  void addressesThatAreNoneAreRefusedBeforeAnythingIsPublished() {
    for (String bad :
        List.of(
            "",
            "hooks.example.org",
            "file:///etc/passwd",
            "ftp://hooks.example.org/",
            "http:///x",
            "https://user:secret@hooks.example.org/",
            "https://hooks.example.org/a b secret")) {
      assertThatThrownBy(() -> Notification.to(bad))
          .isInstanceOf(NexusException.InvalidValue.class)
          .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
    }
    assertThat(Notification.to("https://hooks.example.org/secret"))
        .hasToString("Notification[hooks.example.org]");
  }
}
