package id.openclass.nexus.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.openclass.nexus.core.ByteRange;
import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.NexusException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpStoreTest extends StoreContract {
  private static final byte[] CONTENT = noise(100_000, 9);
  private static final ObjectKey A = ObjectKey.of("a.bin");
  private static final Patience SOON =
      new Patience(Duration.ofMillis(1), Duration.ofMillis(2), 4, said -> {});

  private WebServer server;

  @BeforeEach
  void start() throws IOException {
    server = new WebServer();
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @Override
  protected Store holding(Map<ObjectKey, byte[]> objects) {
    objects.forEach(this::put);
    return HttpStore.at(server.url());
  }

  @Override
  protected void put(ObjectKey key, byte[] content) {
    server.put(HttpAddress.encode(key.text()), content);
  }

  private Store store() {
    return holding(Map.of(A, CONTENT));
  }

  private static byte[] whole(ObjectSource object) {
    return read(object, new ByteRange(0, object.length()));
  }

  @Test
  void aLineThatBreaksAfterEveryFewBytesBringsAllOfThemInTheEnd() {
    for (int bytes : new int[] {1, 777, 20_000}) {
      byte[] content = noise(bytes * 30 + 1, bytes);
      server.put("cut", content);
      server.change(reply -> reply.cutAfter(bytes));
      Store patient = RetryingStore.of(HttpStore.at(server.url()), SOON);
      assertThat(whole(patient.open(ObjectKey.of("cut")))).isEqualTo(content);
    }
  }

  @Test
  void aBrokenLineTellsHowFarItCame() {
    Store store = store();
    ObjectSource object = store.open(A);
    server.change(reply -> reply.cutAfter(30_000));
    assertThatThrownBy(() -> whole(object))
        .isInstanceOf(NexusException.Transfer.class)
        .hasMessageContaining("broke");
  }

  @Test
  void aServerThatKnowsNoRangesIsReadThrough() {
    Store store = store();
    server.change(reply -> reply.status(200).body(CONTENT).without("Content-Range"));
    assertThat(store.open(A).read(new ByteRange(70_000, 5)))
        .isEqualTo(java.util.Arrays.copyOfRange(CONTENT, 70_000, 70_005));
    assertThat(whole(store.open(A))).isEqualTo(CONTENT);
  }

  static Stream<Arguments> answersThatAreNotBelieved() {
    return Stream.of(
        bad("a range of elsewhere", r -> r.with("Content-Range", "bytes 1-10/100000"), "range"),
        bad("another length in all", r -> r.with("Content-Range", "bytes 0-9/5"), "range"),
        bad(
            "more than was asked for",
            r -> r.with("Content-Range", "bytes 0-99999/100000"),
            "range"),
        bad("no range at all", r -> r.without("Content-Range"), "range"),
        bad("nonsense for a range", r -> r.with("Content-Range", "bytes all"), "range"),
        bad("no such range", r -> r.status(416).body(new byte[0]), "no bytes 0 to 9"),
        bad(
            "a login page",
            r -> r.status(200).with("Content-Type", "text/html; charset=x"),
            "web page"),
        bad("a login page as a part", r -> r.with("Content-Type", "TEXT/HTML"), "web page"),
        bad("a login", r -> r.status(511), "web page"),
        bad("gzip", r -> r.with("Content-Encoding", "gzip"), "codes"),
        bad("another whole", r -> r.status(200).body(new byte[7]), "another range"),
        bad("busy", r -> r.status(503), "503"),
        bad("too many", r -> r.status(429), "429"),
        bad(
            "a redirect without an end",
            r -> r.status(302).with("Location", "/a.bin"),
            "leads to"));
  }

  private static Arguments bad(String name, UnaryOperator<WebServer.Reply> change, String says) {
    return Arguments.of(name, change, says);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("answersThatAreNotBelieved")
  void anAnswerThatDoesNotFitTheQuestionIsANetworkError(
      String name, UnaryOperator<WebServer.Reply> change, String says) {
    Store store = store();
    ObjectSource object = store.open(A);
    server.change(change);
    assertThatThrownBy(() -> object.read(new ByteRange(0, 10)))
        .as(name)
        .isInstanceOf(NexusException.Transfer.class)
        .hasMessageContaining(says);
    server.change(reply -> reply);
    assertThat(object.read(new ByteRange(0, 10))).hasSize(10);
  }

  @Test
  void aNetworkErrorMayPassAndOthersAreNotTriedAgain() {
    AtomicInteger answers = new AtomicInteger();
    Store patient = RetryingStore.of(store(), SOON);
    server.change(reply -> answers.incrementAndGet() < 4 ? reply.status(503) : reply);
    assertThat(patient.exists(A)).isTrue();
    assertThat(answers).hasValue(4);
    answers.set(0);
    server.change(reply -> reply.status(400 + 0 * answers.incrementAndGet()));
    assertThatThrownBy(() -> patient.find(A)).isInstanceOf(NexusException.Refused.class);
    assertThat(answers).hasValue(1);
    answers.set(0);
    server.change(reply -> reply.status(500 + 0 * answers.incrementAndGet()));
    assertThatThrownBy(() -> patient.find(A)).isInstanceOf(NexusException.Transfer.class);
    assertThat(answers).hasValue(4);
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 407, 400, 405, 451})
  void aPlainNoIsRefused(int status) {
    Store store = store();
    server.change(reply -> reply.status(status));
    assertThatThrownBy(() -> store.find(A))
        .isInstanceOf(NexusException.Refused.class)
        .hasMessageContaining("" + status);
  }

  @ParameterizedTest
  @ValueSource(ints = {403, 404, 410})
  void whatTheServerHidesIsNotThere(int status) {
    Store store = store();
    ObjectSource object = store.open(A);
    server.change(reply -> reply.status(status).with("Content-Type", "text/plain"));
    assertThat(store.find(A)).isEmpty();
    assertThat(store.readSmall(A, 10)).isEmpty();
    assertThatThrownBy(() -> whole(object))
        .isInstanceOf(NexusException.NotFound.class)
        .hasMessageContaining("gone");
  }

  @Test
  void anotherEtagIsAnotherObject() {
    Store patient = RetryingStore.of(store(), SOON);
    ObjectSource object = patient.open(A);
    server.change(reply -> reply.with("ETag", "\"other\""));
    assertThatThrownBy(() -> whole(object))
        .isInstanceOf(NexusException.Malformed.class)
        .hasMessageContaining("changed");
  }

  @Test
  void withoutAnEtagTheDateOfTheLastChangeCounts() {
    Store store = store();
    server.change(r -> r.without("ETag").with("Last-Modified", "Thu, 26 Nov 2026 10:00:00 GMT"));
    ObjectSource object = store.open(A);
    assertThat(whole(object)).isEqualTo(CONTENT);
    server.change(r -> r.without("ETag").with("Last-Modified", "Thu, 26 Nov 2026 10:00:01 GMT"));
    assertThatThrownBy(() -> whole(object)).isInstanceOf(NexusException.Malformed.class);
  }

  @Test
  void aBodyWithoutEndIsReadNoFurtherThanWasAskedFor() {
    Store store = store();
    ObjectSource object = store.open(A);
    // As long as everything, whatever was asked for, and no length said.
    server.change(
        r -> r.body(noise(8_000_000, 1)).without("Content-Length").with("Connection", "close"));
    assertThat(object.read(new ByteRange(0, 10))).hasSize(10);
    assertThatThrownBy(() -> store.readSmall(A, 1000)).isInstanceOf(NexusException.class);
    server.change(r ->
        r.status(200)
            .without("Content-Range")
            .without("Content-Length")
            .body(noise(8_000_000, 1))
            .without("Content-Length"));
    assertThatThrownBy(() -> store.readSmall(A, 1000))
        .isInstanceOf(NexusException.Malformed.class)
        .hasMessageContaining("1,000");
    assertThatThrownBy(() -> store.find(A))
        .isInstanceOf(NexusException.Transfer.class)
        .hasMessageContaining("how long");
  }

  @Test
  void aServerThatFallsSilentIsLeft() {
    server.put("a.bin", CONTENT);
    Store store = HttpStore.at(server.url(), Duration.ofMillis(300));
    ObjectSource object = store.open(A);
    // Says that more will come, sends none of it and keeps the line.
    server.change(reply -> reply.body(new byte[10]).with("Content-Length", "100000"));
    assertThatThrownBy(() -> whole(object))
        .isInstanceOf(NexusException.Transfer.class)
        .hasMessageContaining("nothing for");
  }

  @Test
  void smallObjectsComeInOneRequest() {
    Store store = store();
    assertThat(store.readSmall(A, 100_000)).hasValue(CONTENT);
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void tellsTheDigestThatWasRecordedWithTheObject() {
    Store store = store();
    assertThat(store.open(A).info().sha256()).isNull();
    server.change(reply -> reply.with("x-amz-meta-sha256", Digest.of(CONTENT).hex()));
    assertThat(store.open(A).info().sha256()).isEqualTo(Digest.of(CONTENT));
    server.change(reply -> reply.with("x-amz-meta-sha256", "nonsense"));
    assertThat(store.open(A).info().sha256()).isNull();
  }

  @Test
  void asksForTheBytesAsTheyAre() {
    assertThat(store().exists(A)).isTrue();
    WebServer.Request request = server.requests().getFirst();
    assertThat(request.method()).isEqualTo("GET");
    assertThat(request.headers())
        .containsEntry("accept-encoding", "identity")
        .doesNotContainKey("upgrade");
  }

  @Test
  void aSecretInAnAddressIsSentAndNeverShown() {
    server.put("a.bin", CONTENT);
    String secret = "Signature=abcSECRETdef";
    ObjectSource object = HttpStore.object(server.url() + "a.bin?" + secret).orElseThrow();
    assertThat(server.requests().getFirst().path()).endsWith(secret);
    assertThat(object.name()).endsWith("a.bin?...").doesNotContain("SECRET");
    assertThat(object.toString()).doesNotContain("SECRET");
    server.change(reply -> reply.status(500));
    assertThatThrownBy(() -> whole(object)).satisfies(HttpStoreTest::showsNoSecret);
    for (String address :
        new String[] {
          "http://user:SECRET@127.0.0.1/x",
          "http://user:SECRET/x@127.0.0.1/x",
          "http://user: SECRET@127.0.0.1/x",
          "http://127.0.0.1/a b?SECRET",
          "ftp://x/y?SECRET"
        }) {
      assertThatThrownBy(() -> HttpStore.object(address))
          .isInstanceOf(NexusException.InvalidValue.class)
          .satisfies(HttpStoreTest::showsNoSecret);
    }
  }

  @Test
  void whatAServerSaysThatDoesNotSpeakHttpIsNotRepeated() throws IOException {
    try (ServerSocket odd = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> repeatFirstLine(odd));
      String address = "http://127.0.0.1:" + odd.getLocalPort() + "/a.bin?Signature=SECRET";
      assertThatThrownBy(() -> HttpStore.object(address))
          .isInstanceOf(NexusException.Transfer.class)
          .hasMessageContaining("not HTTP")
          .satisfies(HttpStoreTest::showsNoSecret);
    }
  }

  private static void repeatFirstLine(ServerSocket odd) {
    try (Socket socket = odd.accept()) {
      byte[] line = socket.getInputStream().readNBytes(30);
      socket.getOutputStream().write(line);
      socket.getOutputStream().write("\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void showsNoSecret(Throwable failure) {
    StringWriter all = new StringWriter();
    failure.printStackTrace(new PrintWriter(all));
    NexusException ours = (NexusException) failure;
    assertThat(all + "" + ours.where() + ours.hint()).doesNotContain("SECRET");
  }

  @Test
  void aWebPageMayBeAsked() {
    server.put("index.html", "<p>".getBytes(StandardCharsets.UTF_8));
    server.change(reply -> reply.with("Content-Type", "text/html"));
    assertThat(HttpStore.at(server.url()).readSmall(ObjectKey.of("index.html"), 10)).isPresent();
  }

  @Test
  void aServerThatIsNotThereIsANetworkError() throws IOException {
    String url = server.url();
    server.close();
    assertThatThrownBy(() -> HttpStore.at(url).find(A))
        .isInstanceOf(NexusException.Transfer.class)
        .satisfies(e -> assertThat(((NexusException) e).where()).startsWith(url));
  }

  @Test
  void opensFoldersAndServersByTheirAddress() {
    assertThat(Store.at(server.url())).isInstanceOf(HttpStore.class);
    assertThat(Store.at("some/folder")).isInstanceOf(FolderStore.class);
    assertThatThrownBy(() -> Store.at("ftp://x/y")).isInstanceOf(NexusException.InvalidValue.class);
  }
}
