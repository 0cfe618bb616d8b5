package id.openclass.nexus.store;

import id.openclass.nexus.core.ByteRange;
import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.core.NexusException;
import java.nio.ByteBuffer;

/// An object of a store, at the version that was found. It holds nothing open; threads may share
/// it.
public interface ObjectSource extends ByteSource {
  /// What the store said when it was found.
  ///
  /// @return size, version and recorded digest
  ObjectInfo info();

  /// Brings a range.
  ///
  /// @param range which bytes; within the object
  /// @param sink takes exactly these, in order, each once; what it throws ends the transfer. It may
  ///   have taken some of them when this throws
  /// @throws NexusException.Transfer when the network fails
  /// @throws NexusException.Malformed when the object is another one by now
  /// @throws NexusException.NotFound when it is gone
  void transfer(ByteRange range, ByteSink sink);

  @Override
  default long length() {
    return info().sizeBytes();
  }

  @Override
  default void read(long offset, ByteBuffer into) {
    if (offset < 0 || offset > length() - into.remaining()) {
      throw NexusException.malformed("there is nothing here", name(), offset, "get it again");
    }
    transfer(new ByteRange(offset, into.remaining()), into::put);
  }

  /// Does nothing: nothing is open.
  @Override
  default void close() {}
}
