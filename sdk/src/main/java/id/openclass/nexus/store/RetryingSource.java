package id.openclass.nexus.store;

import id.openclass.nexus.core.ByteRange;
import id.openclass.nexus.core.NexusException;

/// An object whose transfers go on where the line broke.
///
/// @param inner the object
/// @param patience how often in a row a transfer may fail without a byte
record RetryingSource(ObjectSource inner, Patience patience) implements ObjectSource {
  @Override
  public String name() {
    return inner.name();
  }

  @Override
  public ObjectInfo info() {
    return inner.info();
  }

  @Override
  public void transfer(ByteRange range, ByteSink sink) {
    long at = range.offset();
    while (at < range.end()) {
      long from = at;
      at = patience.call(() -> some(new ByteRange(from, range.end() - from), sink));
    }
  }

  /// Brings at least a byte.
  ///
  /// @return the place up to which the sink has everything
  private long some(ByteRange range, ByteSink sink) {
    long[] at = {range.offset()};
    try {
      inner.transfer(
          range,
          bytes -> {
            int length = bytes.remaining();
            sink.accept(bytes);
            at[0] += length;
          });
    } catch (NexusException.Transfer e) {
      if (at[0] == range.offset()) {
        throw e;
      }
    }
    return at[0];
  }

  @Override
  public String toString() {
    return "RetryingSource[" + inner + "]";
  }
}
