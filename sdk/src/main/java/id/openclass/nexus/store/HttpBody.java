package id.openclass.nexus.store;

import id.openclass.nexus.core.NexusException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The body of an answer, taken piece by piece: the client has no time limit for bodies of its own,
/// and reads ahead without one. One reader.
final class HttpBody implements AutoCloseable {
  /// Cheaper to read than a new connection is to make.
  private static final long NEAR_BYTES = 16 << 10;

  /// How many pieces, of 16 KiB each, the client may read ahead.
  private static final int AHEAD = 16;

  private final URI uri;
  private final Duration silence;
  private final Flow.Subscription subscription;
  private final BlockingQueue<Event> events;
  private final Deque<ByteBuffer> ready = new ArrayDeque<>();
  private long taken;
  private boolean ended;

  private HttpBody(
      URI uri, Duration silence, Flow.Subscription subscription, BlockingQueue<Event> events) {
    this.uri = uri;
    this.silence = silence;
    this.subscription = subscription;
    this.events = events;
  }

  /// Something that the client told: bytes, or the end, which may be a failure.
  private record Event(List<ByteBuffer> bytes, boolean last, @Nullable Throwable failure) {}

  /// The next bytes.
  ///
  /// @return some, or null at the end
  /// @throws NexusException.Transfer when the line breaks or stays silent
  @Nullable ByteBuffer next() {
    while (ready.isEmpty() && !ended) {
      take(await());
      subscription.request(1);
    }
    ByteBuffer bytes = ready.poll();
    taken += bytes == null ? 0 : bytes.remaining();
    return bytes;
  }

  /// All bytes to the end.
  ///
  /// @param mostBytes when there are more, the rest is not read
  byte[] readAll(int mostBytes) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (ByteBuffer bytes = next(); bytes != null; bytes = next()) {
      byte[] part = new byte[bytes.remaining()];
      bytes.get(part);
      if (part.length > mostBytes - all.size()) {
        throw Store.tooLarge(HttpAddress.shown(uri), mostBytes);
      }
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  /// Reads to the end if that is near, so that the connection can be used again.
  ///
  /// @param length of the whole body, as the head says
  void finish(long length) {
    try {
      while (!ended && length - taken <= NEAR_BYTES && next() != null) {
        // What comes is not wanted any more.
      }
    } catch (NexusException e) {
      // Then it cannot be used again.
    }
  }

  private void take(Event event) {
    ended = event.last;
    if (event.failure != null) {
      // What came before the failure was taken already.
      throw HttpAnswer.broken(
          uri, "the line broke: " + HttpGet.reason(event.failure), HttpGet.cause(event.failure));
    }
    event.bytes.stream().filter(ByteBuffer::hasRemaining).forEach(ready::add);
  }

  private Event await() {
    try {
      Event event = events.poll(silence.toMillis(), TimeUnit.MILLISECONDS);
      if (event == null) {
        ended = true;
        throw HttpAnswer.broken(
            uri, "the server has sent nothing for " + silence.toSeconds() + " s", null);
      }
      return event;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw HttpAnswer.broken(uri, "interrupted", e);
    }
  }

  /// Stops the transfer, also in the middle.
  @Override
  public void close() {
    subscription.cancel();
  }

  /// Hands what the client says over to the reader's thread.
  static final class Receiver implements HttpResponse.BodySubscriber<HttpBody> {
    private final URI uri;
    private final HttpResponse.ResponseInfo head;
    private final Duration silence;
    private final CompletableFuture<HttpBody> body = new CompletableFuture<>();
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

    Receiver(URI uri, HttpResponse.ResponseInfo head, Duration silence) {
      this.uri = uri;
      this.head = head;
      this.silence = silence;
    }

    /// The answer, once its body has begun.
    Optional<HttpAnswer> answer() {
      return Optional.ofNullable(body.getNow(null)).map(begun -> new HttpAnswer(uri, head, begun));
    }

    /// What came of an answer that the client gave up.
    Optional<HttpAnswer> brokenOff(IOException failure) {
      onError(failure);
      return answer();
    }

    @Override
    public CompletionStage<HttpBody> getBody() {
      return body;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscription.request(AHEAD);
      body.complete(new HttpBody(uri, silence, subscription, events));
    }

    @Override
    public void onNext(List<ByteBuffer> bytes) {
      events.add(new Event(bytes, false, null));
    }

    @Override
    public void onError(Throwable failure) {
      events.add(new Event(List.of(), true, failure));
    }

    @Override
    public void onComplete() {
      events.add(new Event(List.of(), true, null));
    }
  }
}
