package id.openclass.nexus.model;

import id.openclass.nexus.core.Display;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.AbstractList;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.RandomAccess;

/// An array of GGUF metadata as an unmodifiable list over the mapped file: elements are made when
/// asked for, so a vocabulary of 256 thousand words costs next to nothing until it is read. Usable
/// as long as the file is open.
abstract class GgufArray extends AbstractList<Object> implements RandomAccess {
  final MemorySegment elements;
  final GgufType type;
  final int count;

  private GgufArray(MemorySegment elements, GgufType type, int count) {
    this.elements = elements;
    this.type = type;
    this.count = count;
  }

  @Override
  public int size() {
    return count;
  }

  /// As `[262,144 x STRING]`: never the elements, which may be many and long.
  @Override
  public String toString() {
    return "[" + Display.grouped(count) + " x " + type + "]";
  }

  /// The value of a number or truth value in a file.
  static Object scalar(MemorySegment bytes, GgufType type, long at) {
    return switch (type) {
      case UINT8 -> bytes.get(ValueLayout.JAVA_BYTE, at) & 0xFFL;
      case INT8 -> (long) bytes.get(ValueLayout.JAVA_BYTE, at);
      case UINT16 -> bytes.get(GgufCursor.SHORT, at) & 0xFFFFL;
      case INT16 -> (long) bytes.get(GgufCursor.SHORT, at);
      case UINT32 -> Integer.toUnsignedLong(bytes.get(GgufCursor.INT, at));
      case INT32 -> (long) bytes.get(GgufCursor.INT, at);
      case UINT64 -> unsigned(bytes.get(GgufCursor.LONG, at));
      case INT64 -> bytes.get(GgufCursor.LONG, at);
      case FLOAT32 -> (double) bytes.get(GgufCursor.FLOAT, at);
      case FLOAT64 -> bytes.get(GgufCursor.DOUBLE, at);
      case BOOL -> bytes.get(ValueLayout.JAVA_BYTE, at) != 0;
      case STRING, ARRAY -> throw new IllegalArgumentException(type + " is no scalar");
    };
  }

  private static Object unsigned(long value) {
    // No model has counts above 2^63: what is there is shown, not computed with.
    return value >= 0 ? (Object) value : (Object) (value + 0x1p64);
  }

  /// An array of numbers or truth values.
  static final class Scalars extends GgufArray {
    Scalars(MemorySegment elements, GgufType type, int count) {
      super(elements, type, count);
    }

    @Override
    public Object get(int index) {
      Objects.checkIndex(index, count);
      return scalar(elements, type, (long) index * type.bytes());
    }
  }

  /// An array of strings. Keeps 8 bytes for each [#STRIDE] of them; reading one at random walks
  /// over fewer than that many lengths. What is not UTF-8 comes out as U+FFFD: byte-level
  /// vocabularies have such words.
  static final class Strings extends GgufArray {
    static final int STRIDE = 128;
    private final long[] every;

    Strings(MemorySegment elements, int count, long[] every) {
      super(elements, GgufType.STRING, count);
      this.every = every;
    }

    @Override
    public Object get(int index) {
      Objects.checkIndex(index, count);
      long at = every[index / STRIDE];
      for (int i = index % STRIDE; i > 0; i--) {
        at = after(at);
      }
      return text(at);
    }

    @Override
    public Iterator<Object> iterator() {
      return new Iterator<>() {
        private int next;
        private long at;

        @Override
        public boolean hasNext() {
          return next < count;
        }

        @Override
        public Object next() {
          if (next >= count) {
            throw new NoSuchElementException();
          }
          String text = text(at);
          at = after(at);
          next++;
          return text;
        }
      };
    }

    private long after(long at) {
      return at + 8 + elements.get(GgufCursor.LONG, at);
    }

    private String text(long at) {
      long length = elements.get(GgufCursor.LONG, at);
      byte[] utf8 = elements.asSlice(at + 8, length).toArray(ValueLayout.JAVA_BYTE);
      return new String(utf8, StandardCharsets.UTF_8);
    }
  }
}
