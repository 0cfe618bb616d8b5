package id.openclass.nexus.registry;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import java.io.ByteArrayOutputStream;
import java.net.ProtocolException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Exchanges JSON with a server within a time and a size, and goes nowhere else: redirects are not
/// followed. Threads may share it.
final class JsonServer implements AutoCloseable {
  private static final StreamReadConstraints LIMITS =
      StreamReadConstraints.builder().maxNestingDepth(32).maxStringLength(1 << 20).build();

  static final JsonMapper MAPPER =
      JsonMapper.builder(JsonFactory.builder().streamReadConstraints(LIMITS).build()).build();

  private final HttpClient client;
  private final URI base;
  private final RegistryCredentials credentials;
  private final Duration limit;
  private final int mostBytes;

  /// @param base address that all paths follow, with `/` at its end
  /// @param limit from the first try to connect to the last byte of an answer
  /// @param mostBytes of an answer
  JsonServer(URI base, RegistryCredentials credentials, Duration limit, int mostBytes) {
    this.client =
        HttpClient.newBuilder()
            .connectTimeout(limit)
            .followRedirects(HttpClient.Redirect.NEVER)
            // Offering an upgrade confuses some proxies, and one request at a time needs none.
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    this.base = base;
    this.credentials = credentials;
    this.limit = limit;
    this.mostBytes = mostBytes;
  }

  /// What a server said.
  ///
  /// @param json its body, or nothing where that is no JSON object
  /// @param asked with which credentials
  record Reply(int status, String location, JsonNode json, RegistryCredentials asked) {
    boolean isObject() {
      return json.isObject();
    }

    String text(String field) {
      return asked.without(json.path(field).asString(""));
    }
  }

  Reply get(String path) {
    return send(request(path).GET());
  }

  Reply post(String path, Object body) {
    byte[] json = MAPPER.writeValueAsBytes(body);
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(json)));
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(path)).header("User-Agent", "openclass-nexus");
    credentials.header().ifPresent(value -> request.header("Authorization", value));
    return request;
  }

  private Reply send(HttpRequest.Builder request) {
    Body body = new Body();
    CompletableFuture<HttpResponse<Void>> future =
        client.sendAsync(
            request.build(),
            HttpResponse.BodyHandlers.ofByteArrayConsumer(chunk -> chunk.ifPresent(body::add)));
    try {
      HttpResponse<Void> response = future.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return new Reply(
          response.statusCode(),
          response.headers().firstValue("Location").orElse(""),
          body.json(),
          credentials);
    } catch (TimeoutException e) {
      throw broken("no whole answer within " + Display.duration(limit), e);
    } catch (ExecutionException e) {
      if (body.isTooLong()) {
        throw tooLong();
      }
      boolean repeats = e.getCause() instanceof ProtocolException;
      throw broken("the server cannot be reached: " + reason(e), repeats ? null : e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw broken("interrupted", e);
    } finally {
      future.cancel(true);
    }
  }

  private NexusException tooLong() {
    return NexusException.malformed(
        "an answer of more than " + Display.bytes(mostBytes), host(), -1, "is this MLflow?");
  }

  private NexusException broken(String message, @Nullable Throwable cause) {
    return NexusException.transfer(
        message, host(), "look at the address and the line, then run this again", cause);
  }

  /// What an exchange failed of, in a few words: none of the server's, which may say back what it
  /// was asked for.
  static String reason(ExecutionException exchange) {
    Throwable failure = exchange.getCause() == null ? exchange : exchange.getCause();
    if (failure instanceof ProtocolException) {
      return "its answer is not HTTP";
    }
    String message = failure.getMessage();
    String kind = failure.getClass().getSimpleName().replaceFirst("Exception$", "");
    return message == null || message.isBlank() ? kind : Display.escape(message, 120);
  }

  String host() {
    return WebAddress.host(base);
  }

  /// Collects an answer up to the limit. The client calls it from one thread at a time, and the
  /// answer's end comes after all of it.
  private final class Body {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private volatile boolean tooLong;

    void add(byte[] chunk) {
      if (bytes.size() + chunk.length > mostBytes) {
        tooLong = true;
        throw tooLong();
      }
      bytes.writeBytes(chunk);
    }

    boolean isTooLong() {
      return tooLong;
    }

    JsonNode json() {
      try {
        JsonNode tree = MAPPER.readTree(bytes.toByteArray());
        return tree == null ? MAPPER.missingNode() : tree;
      } catch (JacksonException e) {
        return MAPPER.missingNode();
      }
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
