package id.openclass.nexus.store;

import id.openclass.nexus.core.ByteRange;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Asks web servers for objects and ranges of them, and believes no answer that does not fit the
/// question. `docs/stores.md` section 4.
final class HttpGet {
  private static final Duration CONNECT = Duration.ofSeconds(30);

  private final HttpClient client =
      HttpClient.newBuilder()
          .connectTimeout(CONNECT)
          .followRedirects(HttpClient.Redirect.NORMAL)
          .build();
  private final Duration silence;

  HttpGet(Duration silence) {
    this.silence = silence;
  }

  Optional<ObjectSource> find(URI uri, boolean page) {
    try (HttpAnswer answer = ask(uri, page, new ByteRange(0, 1))) {
      return answer.isMissing()
          ? Optional.empty()
          : Optional.of(new HttpObject(this, uri, page, answer.info()));
    }
  }

  Optional<byte[]> readSmall(URI uri, boolean page, int mostBytes) {
    try (HttpAnswer answer = ask(uri, page, null)) {
      if (answer.isMissing()) {
        return Optional.empty();
      }
      answer.requireWhole();
      byte[] bytes = answer.body().readAll(mostBytes);
      answer.requireLength(bytes.length);
      return Optional.of(bytes);
    }
  }

  void transfer(HttpObject object, ByteRange range, ByteSink sink) {
    if (range.length() == 0) {
      return;
    }
    try (HttpAnswer answer = ask(object.uri(), object.page(), range)) {
      if (answer.isMissing()) {
        throw NexusException.notFound(
            "the object is gone, or the permission to read it",
            object.name(),
            "a signed address may have expired; ask for a new one");
      }
      answer.requireSame(object.info(), range);
      new RangeReader(object, range, answer.firstByte(), sink).read(answer.body());
    }
  }

  /// Sends a request and waits for the head of the answer.
  private HttpAnswer ask(URI uri, boolean page, @Nullable ByteRange range) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(silence)
            .header("Accept-Encoding", "identity")
            .header("User-Agent", "openclass-nexus");
    if (range != null) {
      request.header("Range", "bytes=" + range.offset() + "-" + (range.end() - 1));
    }
    if ("http".equalsIgnoreCase(uri.getScheme())) {
      // Without this the client offers an upgrade that some proxies do not understand.
      request.version(HttpClient.Version.HTTP_1_1);
    }
    return usable(send(uri, request.build()), page);
  }

  private HttpAnswer send(URI uri, HttpRequest request) {
    AtomicReference<HttpBody.@Nullable Receiver> last = new AtomicReference<>();
    try {
      client.send(
          request,
          head -> {
            HttpBody.Receiver receiver = new HttpBody.Receiver(uri, head, silence);
            last.set(receiver);
            return receiver;
          });
      return Objects.requireNonNull(last.get()).answer().orElseThrow();
    } catch (IOException e) {
      // When a line breaks at once, the client drops an answer of which bytes are here already.
      HttpBody.Receiver receiver = last.get();
      return Optional.ofNullable(receiver)
          .flatMap(begun -> begun.brokenOff(e))
          .orElseThrow(() -> HttpAnswer.broken(uri, whatFailed(e) + ": " + reason(e), cause(e)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw HttpAnswer.broken(uri, "interrupted", e);
    }
  }

  /// Who was connected already has lost the line, though no head was handed over.
  private static String whatFailed(IOException e) {
    boolean unreached =
        e instanceof ConnectException
            || e instanceof HttpTimeoutException
            || e instanceof SSLException;
    return unreached ? "the server cannot be reached" : "the line broke";
  }

  private static HttpAnswer usable(HttpAnswer answer, boolean page) {
    try {
      answer.requireUsable(page);
      return answer;
    } catch (RuntimeException e) {
      answer.close();
      throw e;
    }
  }

  /// A server that does not speak HTTP may say back what it was asked for, with the signature.
  static @Nullable Throwable cause(Throwable failure) {
    return failure instanceof ProtocolException ? null : failure;
  }

  static String reason(Throwable failure) {
    if (failure instanceof ProtocolException) {
      return "its answer is not HTTP";
    }
    String message = failure.getMessage();
    String kind = failure.getClass().getSimpleName().replaceFirst("Exception$", "");
    return message == null || message.isBlank() ? kind : Display.escape(message, 120);
  }

  void close() {
    client.shutdownNow();
  }
}
