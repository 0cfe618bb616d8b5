package id.openclass.nexus.store;

import java.util.Optional;

/// A store that is read no faster than a line may be used, all transfers together.
public final class RateLimitedStore implements Store {
  private final Store inner;
  private final Pace pace;

  private RateLimitedStore(Store inner, Pace pace) {
    this.inner = inner;
    this.pace = pace;
  }

  /// Around a store.
  ///
  /// @param inner the store; closed with this one
  /// @param bytesPerSecond at most, over any second or longer; 1 or more
  /// @return the store
  public static RateLimitedStore of(Store inner, long bytesPerSecond) {
    return new RateLimitedStore(inner, Pace.of(bytesPerSecond));
  }

  static RateLimitedStore of(Store inner, Pace pace) {
    return new RateLimitedStore(inner, pace);
  }

  @Override
  public String name() {
    return inner.name();
  }

  @Override
  public String address(ObjectKey key) {
    return inner.address(key);
  }

  @Override
  public Optional<ObjectSource> find(ObjectKey key) {
    return inner.find(key).map(object -> new SourceAround(object, this::slowed));
  }

  private ByteSink slowed(ByteSink sink) {
    return bytes -> {
      pace.take(bytes.remaining());
      sink.accept(bytes);
    };
  }

  @Override
  public Optional<byte[]> readSmall(ObjectKey key, int mostBytes) {
    Optional<byte[]> content = inner.readSmall(key, mostBytes);
    content.ifPresent(bytes -> pace.take(bytes.length));
    return content;
  }

  @Override
  public void close() {
    inner.close();
  }

  @Override
  public String toString() {
    return "RateLimitedStore[" + inner + ", " + pace + "]";
  }
}
