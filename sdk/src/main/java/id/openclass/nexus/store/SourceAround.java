package id.openclass.nexus.store;

import id.openclass.nexus.core.ByteRange;
import java.util.function.UnaryOperator;

/// An object whose bytes pass something on their way.
///
/// @param inner the object
/// @param around makes the sink that the object is given of the one that wants the bytes
record SourceAround(ObjectSource inner, UnaryOperator<ByteSink> around) implements ObjectSource {
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
    inner.transfer(range, around.apply(sink));
  }

  @Override
  public String toString() {
    return inner.toString();
  }
}
