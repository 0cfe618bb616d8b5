package id.openclass.nexus.store;

import java.util.Optional;

/// A store that is asked again when the network fails; transfers go on where they broke off.
/// `docs/stores.md` section 2.
public final class RetryingStore implements Store {
  private final Store inner;
  private final Patience patience;

  private RetryingStore(Store inner, Patience patience) {
    this.inner = inner;
    this.patience = patience;
  }

  /// Around a store.
  ///
  /// @param inner the store; closed with this one
  /// @param patience how often it is asked
  /// @return the store
  public static RetryingStore of(Store inner, Patience patience) {
    return new RetryingStore(inner, patience);
  }

  /// Around one object.
  ///
  /// @param inner the object
  /// @param patience how often a transfer may fail in a row without a byte
  /// @return the object
  public static ObjectSource of(ObjectSource inner, Patience patience) {
    return new RetryingSource(inner, patience);
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
    return patience.call(() -> inner.find(key)).map(object -> of(object, patience));
  }

  @Override
  public Optional<byte[]> readSmall(ObjectKey key, int mostBytes) {
    return patience.call(() -> inner.readSmall(key, mostBytes));
  }

  @Override
  public void close() {
    inner.close();
  }

  @Override
  public String toString() {
    return "RetryingStore[" + inner + "]";
  }
}
