package id.openclass.nexus.registry;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Posts an event to an address, as well as it can: `docs/registry.md` section 2. The address may
/// be a secret, so only its host is ever told. Threads may share it.
///
/// ```java
/// Notification hook = Notification.to("https://hooks.example.org/models"); // before publishing
/// hook.post(event).ifPresent(warning -> console().warn(warning, null));    // after it
/// ```
public final class Notification {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final URI address;
  private final Duration limit;

  private Notification(URI address, Duration limit) {
    this.address = address;
    this.limit = limit;
  }

  /// To an address, within 5 seconds.
  ///
  /// @param address `http://` or `https://`
  /// @return the notification, which has not been posted
  /// @throws NexusException.InvalidValue when it is no such address
  public static Notification to(String address) {
    return to(address, LIMIT);
  }

  /// @param limit of the whole exchange
  static Notification to(String address, Duration limit) {
    URI uri =
        WebAddress.parse(
            address, "an address for notifications", "--notify https://hooks.example.org/models");
    return new Notification(uri, limit);
  }

  /// Posts an event, once. Returns within the limit, and throws nothing that comes of the network:
  /// what was published stays published.
  ///
  /// @param event what happened
  /// @return what went wrong, as safe text for a warning; empty when the other side took it
  public Optional<String> post(PublicationEvent event) {
    byte[] json = JsonServer.MAPPER.writeValueAsBytes(event.fields());
    CompletableFuture<Integer> status = new CompletableFuture<>();
    // A thread of its own, which nobody waits for at the end: looking up a name cannot be cut
    // short.
    Thread.ofVirtual().start(() -> send(json, status));
    try {
      int answered = status.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return answered / 100 == 2 ? Optional.empty() : failed("it answers " + answered);
    } catch (TimeoutException e) {
      return failed(noAnswer());
    } catch (ExecutionException e) {
      return failed(
          e.getCause() instanceof HttpTimeoutException ? noAnswer() : JsonServer.reason(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return failed("interrupted");
    }
  }

  /// Which of the two clocks rings first is chance.
  private String noAnswer() {
    return "no answer within " + Display.duration(limit);
  }

  private void send(byte[] json, CompletableFuture<Integer> status) {
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .timeout(limit)
            .header("Content-Type", "application/json")
            .header("User-Agent", "openclass-nexus")
            .POST(HttpRequest.BodyPublishers.ofByteArray(json))
            .build();
    HttpClient client =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    try {
      // The head of the answer says it all; its body is never asked for.
      HttpResponse<?> head = client.send(request, _ -> BodySubscribers.ofPublisher());
      status.complete(head.statusCode());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      status.completeExceptionally(e);
    } catch (Throwable e) {
      status.completeExceptionally(e);
    } finally {
      client.shutdownNow();
    }
  }

  private Optional<String> failed(String why) {
    return Optional.of("nobody was told of it at " + WebAddress.host(address) + ": " + why);
  }

  /// As `Notification[hooks.example.org]`.
  @Override
  public String toString() {
    return "Notification[" + Display.escape(WebAddress.host(address), 80) + "]";
  }
}
