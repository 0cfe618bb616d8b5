package id.openclass.nexus.store;

import java.nio.ByteBuffer;

/// Takes bytes as they arrive.
@FunctionalInterface
public interface ByteSink {
  /// More bytes, next to those before.
  ///
  /// @param bytes from its position to its limit; taken whole, and not kept
  void accept(ByteBuffer bytes);
}
