package id.openclass.nexus.model;

import id.openclass.nexus.core.Display;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/// Reads metadata values. Arrays become views of the file, after one walk over them that finds
/// their end.
final class GgufValueReader {
  private final GgufCursor in;
  private int nestedArrays;

  GgufValueReader(GgufCursor in) {
    this.in = in;
  }

  GgufValue read(String what) {
    GgufType type = type(what);
    long start = in.position();
    Object value;
    GgufType elementType = null;
    if (type == GgufType.ARRAY) {
      elementType = GgufType.ofId(peekType()).orElse(null);
      value = array(what, 1);
    } else {
      value = single(type, what);
    }
    MemorySegment encoded = in.bytes().asSlice(start, in.position() - start);
    return new GgufValue(type, elementType, value, encoded);
  }

  private long peekType() {
    return in.left() < 4 ? -1 : in.bytes().get(GgufCursor.INT, in.position());
  }

  private GgufType type(String what) {
    long at = in.position();
    long id = in.u32("the type of " + what);
    return GgufType.ofId(id)
        .orElseThrow(() -> in.malformed(what + " has the unknown type " + id, at));
  }

  private Object single(GgufType type, String what) {
    if (type == GgufType.STRING) {
      return in.text(what);
    }
    long at = in.position();
    in.skip(type.bytes(), what);
    if (type == GgufType.BOOL) {
      checkBool(at, what);
    }
    return GgufArray.scalar(in.bytes(), type, at);
  }

  private void checkBool(long at, String what) {
    int value = in.bytes().get(ValueLayout.JAVA_BYTE, at);
    if (value != 0 && value != 1) {
      throw in.malformed(what + " is a truth value of " + (value & 0xFF) + ", not 0 or 1", at);
    }
  }

  private List<Object> array(String what, int depth) {
    GgufType type = type(what);
    long at = in.position();
    long count = in.u63("the count of " + what);
    if (count > in.left() / type.leastBytes()) {
      throw in.malformed(
          what
              + " is said to have "
              + Display.grouped(count)
              + " elements, more than fit in the "
              + Display.grouped(in.left())
              + " bytes that follow",
          at,
          GgufCursor.CUT_SHORT);
    }
    if (count > GgufLimits.ARRAY_ELEMENTS) {
      throw in.malformed(
          what
              + " has "
              + Display.grouped(count)
              + " elements: "
              + Display.grouped(GgufLimits.ARRAY_ELEMENTS)
              + " is the most",
          at);
    }
    return switch (type) {
      case STRING -> strings(what, (int) count);
      case ARRAY -> nested(what, (int) count, depth, at);
      default -> scalars(type, what, (int) count);
    };
  }

  private List<Object> scalars(GgufType type, String what, int count) {
    long start = in.position();
    long length = (long) count * type.bytes();
    in.skip(length, what);
    if (type == GgufType.BOOL) {
      for (long at = start; at < in.position(); at++) {
        checkBool(at, what);
      }
    }
    return new GgufArray.Scalars(in.bytes().asSlice(start, length), type, count);
  }

  private List<Object> strings(String what, int count) {
    long start = in.position();
    long[] every = new long[8];
    int marks = 0;
    for (int i = 0; i < count; i++) {
      if (i % GgufArray.Strings.STRIDE == 0) {
        if (marks == every.length) {
          every = Arrays.copyOf(every, marks * 2);
        }
        every[marks++] = in.position() - start;
      }
      in.skip(in.stringLength(what), what);
    }
    return new GgufArray.Strings(
        in.bytes().asSlice(start, in.position() - start), count, Arrays.copyOf(every, marks));
  }

  private List<Object> nested(String what, int count, int depth, long at) {
    nestedArrays += count;
    if (depth == GgufLimits.ARRAY_DEPTH
        || count > GgufLimits.NESTED_ARRAYS
        || nestedArrays > GgufLimits.NESTED_ARRAYS) {
      throw in.malformed(
          what
              + " has arrays within arrays: at most "
              + GgufLimits.ARRAY_DEPTH
              + " deep and "
              + Display.grouped(GgufLimits.NESTED_ARRAYS)
              + " of them are read",
          at);
    }
    List<Object> lists = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      lists.add(array(what, depth + 1));
    }
    return Collections.unmodifiableList(lists);
  }
}
